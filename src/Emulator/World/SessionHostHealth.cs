using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World;

/// <summary>
/// How the AVD service sees a session host: by its agent's heartbeat and the checks that the agent reports. A stopped Remote Desktop service takes the
/// side-by-side listener with it, which makes the host unavailable. (Session host statuses and health checks)
/// </summary>
public static class SessionHostHealth
{
    /// <summary>Checks whose failure makes a host unavailable; any other only asks for assistance.</summary>
    private static readonly string[] Fatal = ["DomainJoinedCheck", "DomainTrustCheck", "SxSStackListenerCheck", "FSLogixHealthCheck", "DomainReachable"];

    /// <summary>Without a heartbeat for this long the service calls a host unavailable.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The agent runs, is registered and reaches the broker; only then does it report.</summary>
    public static bool Reports(Machine machine) => Runs(machine) && machine.Guest.Agent is { Registered: true } && Reaches(machine.Guest);

    /// <summary>The agent runs, and does what it is for.</summary>
    public static bool Runs(Machine machine) =>
        machine is { IsUp: true, Guest: { Agent: not null, Network.Works: true } } && machine.Guest.Services.GetValueOrDefault("RDAgentBootLoader") is { State: "Running", Hangs: false };

    /// <summary>Names resolve, and nothing stands between the host and the broker.</summary>
    public static bool Reaches(Guest guest) => guest is { Agent: { Broker: true, StoppedBy: null }, Network.Resolves: true };

    public static string StatusOf(Machine machine, SessionHost host, DateTimeOffset now)
    {
        if (machine.Power != Power.Running) return "Shutdown";
        if (machine.Guest.Agent is { Upgrading: true }) return "Upgrading";
        if (now - host.LastHeartBeat > Silence) return "Unavailable";
        var failed = FailedChecks(machine);
        if (failed.Any(check => Fatal.Contains(check, StringComparer.Ordinal)) || (failed.Contains("SupportedEncryptionCheck", StringComparer.Ordinal) && machine.Guest.SecurityLayer == 0)) return "Unavailable";
        return failed.Count > 0 ? "NeedsAssistance" : "Available";
    }

    /// <summary>Names as the API gives them.</summary>
    public static IReadOnlyList<string> FailedChecks(Machine machine)
    {
        var guest = machine.Guest;
        var domain = guest.JoinType is "AD" or "Hybrid";
        (string Name, bool Failed)[] checks =
        [
            ("DomainTrustCheck", domain && guest.Domain.SecureChannel == false),
            ("FSLogixHealthCheck", guest.Fslogix is { Enabled: true } && (guest.Fslogix.Storage == false || guest.Services.GetValueOrDefault("frxsvc") is { State: not "Running" })),
            ("SxSStackListenerCheck", !guest.SxsListens),
            ("UrlsAccessibleCheck", guest.Agent is { OptionalUrls: false }),
            ("DomainReachable", domain && guest.Domain.Controller == false),
            ("SupportedEncryptionCheck", guest.SecurityLayer < 2),
            ("MetaDataServiceCheck", !guest.Network.Metadata),
        ];
        return [.. checks.Where(check => check.Failed).Select(check => check.Name)];
    }
}
