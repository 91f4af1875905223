using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>
/// Statuses and health checks of AVD session hosts. ARM gives a check's name; WVDAgentHealthStatus gives the integer. How that table encodes the result is not documented: a check has failed there
/// when its additional error code is not zero.
/// </summary>
internal static class AvdHosts
{
    private const string Disabled = "Microsoft documents it as currently disabled: that it is absent proves nothing.";

    public static IReadOnlyList<Code> All { get; } =
    [
        Status("Available", "All checks passed; new sessions are taken. It is shown at the session limit, too.") with { Fault = false, Known = Knowledge.Documented, Source = Sources.AvdStatuses },
        Status("NeedsAssistance", "Only checks failed that are not fatal: people can connect.", AvdOutboundBlocked, ProxyDns) with { Texts = ["Needs Assistance"], Known = Knowledge.Documented, Source = Sources.AvdStatuses, Never = "No restart and no drain: the host works." },
        Status("Shutdown", "The host was shut down.", VmNotRunning) with { Fault = false, Known = Knowledge.Documented, Source = Sources.AvdStatuses, Never = "It is a fault only if the pool needs the host, the scaling plan wants it, and nobody stopped it." },
        Status("Unavailable", "The host is off, or a fatal check failed.", VmNotRunning, AvdAgentDown, AvdSxsListener, DomainTrust) with { Known = Knowledge.Documented, Source = Sources.AvdStatuses },
        Status("Upgrading", "The agent is being upgraded. A fault only when it lasts.", AvdSxsListener, AvdAgentDown) with { Fault = false, Known = Knowledge.Documented, Source = Sources.AvdStatuses },
        Status("UpgradeFailed", "The agent could not be upgraded. Sessions, old and new, are not touched by that.", ResourceDisk, AvdOutboundBlocked) with { Texts = ["Upgrade Failed"], Known = Knowledge.Documented, Source = Sources.AvdStatuses, Never = "No restart while people work: sessions are not affected." },
        Status("Disconnected", "The agent has lost its connection to the broker.", AvdAgentDown, AvdOutboundBlocked, VmNotRunning),
        Status("NoHeartbeat", "The agent sends no heartbeat.", AvdAgentDown, AvdOutboundBlocked, VmNotRunning, BootFailure),
        Status("NotJoinedToDomain", "The host is not joined to a domain.", DomainTrust, EntraSignIn),
        Status("DomainTrustRelationshipLost", "The host's trust with its domain is lost.", DomainTrust),
        Status("SxSStackListenerNotReady", "The side-by-side stack does not listen.", AvdSxsListener, TermServiceDown),
        Status("FSLogixNotHealthy", "FSLogix is not healthy.", FsLogix),
        Check(0, "DomainJoinedCheck", "Fatal. Is the host joined to its domain?", DomainTrust, EntraSignIn),
        Check(1, "DomainTrustCheck", "Fatal. Can the host authenticate against its domain?", DomainTrust, DcUnreachable),
        Check(2, "FSLogixHealthCheck", "Fatal when enabled. Does FSLogix run?", FsLogix) with { Never = Disabled },
        Check(3, "SxSStackListenerCheck", "Fatal. Does the side-by-side stack listen?", AvdSxsListener, TermServiceDown),
        Check(4, "UrlsAccessibleCheck", "Not fatal, and the status becomes Needs Assistance. Can the host reach the required addresses?", AvdOutboundBlocked, ProxyDns) with { Never = $"{Disabled} It cannot carry the diagnosis avd-outbound-blocked." },
        Check(5, "MonitoringAgentCheck", "Not fatal: connections succeed, and nothing is logged of them. Does the monitoring agent run?") with { Never = "Its failure makes the logs silent; silence is then no sign of health." },
        Check(6, "DomainReachable", "Fatal when enabled. Is a domain controller in reach?", DcUnreachable) with { Texts = ["DomainReachableCheck"], Never = Disabled },
        Check(7, "WebRTCRedirectorCheck", "Not fatal. Is the redirection of Teams media well?") with { Never = Disabled },
        Check(8, "SupportedEncryptionCheck", "Reads SecurityLayer of the listener: 0 is fatal, 1 is not.", SecurityLayerDowngraded) with { Never = $"It says nothing about TLS protocols or ciphers. {Disabled}" },
        Check(9, "MetaDataServiceCheck", "Not fatal. Does the instance metadata service at 169.254.169.254 answer?", AvdOutboundBlocked, ProxyDns),
        Check(10, "AppAttachHealthCheck", "Not fatal: some applications do not work. Does app attach stage its packages?"),
        Result("HealthCheckSucceeded", "The check passed.") with { Fault = false },
        Result("HealthCheckFailed", "The check failed; its name says what."),
        Result("SessionHostShutdown", "The host was shut down, so that the check says nothing.") with { Fault = false },
    ];

    private static Code Status(string symbol, string meaning, params string[] candidates) => Row(CodeKind.AvdHostStatus, symbol, meaning, candidates) with { Source = Sources.AvdSdk };

    private static Code Check(uint number, string symbol, string meaning, params string[] candidates) => Row(CodeKind.AvdHealthCheck, symbol, meaning, candidates) with { Numbers = [number], Source = Sources.AvdChecks };

    private static Code Result(string symbol, string meaning) => Row(CodeKind.AvdCheckResult, symbol, meaning, []) with { Source = Sources.AvdChecks };

    private static Code Row(CodeKind kind, string symbol, string meaning, string[] candidates) => new()
    {
        Kind = kind, Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Implementation, Source = Sources.AvdSdk,
    };
}
