using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>Events of the AVD agent in the Application log. Its sources are WVD-Agent, WVD-Agent-Updater, RDAgentBootLoader and MsiInstaller; 3277 is told apart by the text inside it.</summary>
internal static class AvdAgentEvents
{
    public static IReadOnlyList<Code> All { get; } =
    [
        Row(3277, "INVALID_REGISTRATION_TOKEN", "The registration token is not recognised.", AvdRegistration),
        Row(3277, "EXPIRED_REGISTRATION_TOKEN", "The registration token is expired; it lives one hour to 27 days.", AvdRegistration),
        Row(3277, "NAME_ALREADY_REGISTERED", "The pool has a session host of this name already.", AvdRegistration) with { Never = "Removing the old session host object is for an approval: it may be the one that works." },
        Row(3277, "INVALID_FORM", "The agent cannot reach the broker: firewall, DNS, proxy, or a policy on ciphers.", AvdOutboundBlocked, ProxyDns, TlsPolicy) with { Never = "Never open inbound 3389 on a session host: AVD connects outward only." },
        Row(3277, "InstallationHealthCheckFailedException", "The stack's listener does not work after an installation.", AvdSxsListener),
        Row(3277, "ENDPOINT_NOT_FOUND", "The broker found no endpoint: no active host, every host at its session limit, or no agent that runs.", SessionCapacity, VmNotRunning, AvdAgentDown, AvdSxsListener),
        Row(3277, "InstallMsiException", "Another installation runs, or a policy forbids the Windows Installer.", BadUpdate, AvdAgentDown),
        Row(3277, "Win32Exception", "A policy keeps cmd.exe from starting, which the agent needs to restart itself.", AvdAgentDown) with { Never = "Microsoft's page repeats InstallMsiException in this paragraph; the heading is right." },
        Row(3277, "DownloadMsiException", "There is no room on the disk for the agent.", ResourceDisk),
        Row(3703, "RD Gateway URL not accessible", "The agent cannot reach the gateway's address.", AvdOutboundBlocked, ProxyDns),
        Row(3019, "web socket transport URL unreachable", "The agent cannot reach the addresses of the web socket transport.", AvdOutboundBlocked, ProxyDns),
        Row(3389, "MissingMethodException", "The agent could not be updated and went back to the old version: .NET Framework is older than 4.7.2.", AvdAgentDown, BadUpdate) with { Never = "Here 3389 is an event, not the port." },
        Row(3701, "the list of names that the agent uses", "The agent lists the names that it has to reach.") with { Fault = false, Source = Sources.AvdEndpoints },
    ];

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.AvdAgentEvent, Numbers = [number], Symbol = symbol, Provider = "WVD-Agent", Channel = "Application", Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Documented, Source = Sources.AvdAgent,
    };
}
