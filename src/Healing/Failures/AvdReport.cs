using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>What the AVD service says of a session host, as far as several failures judge by it.</summary>
internal static class AvdReport
{
    public const string SxsCheck = "SxSStackListenerCheck";

    /// <summary>The agent reports twice a minute; a report may be late, and a host may be busy.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <summary>An upgrade of the agent and its stack takes minutes; after this long it is stuck.</summary>
    public static TimeSpan Upgrade { get; } = TimeSpan.FromMinutes(30);

    /// <summary>The agent is being upgraded: its reports and its listener come and go, and mean nothing.</summary>
    public static bool IsUpgrading(SessionHostFacts? avd, DateTimeOffset now) => avd is { Status: "Upgrading" } && !(now - avd.StatusSince >= Upgrade);

    /// <summary>Nothing of a machine that does not run is anybody's fault; what could not be read is no such machine.</summary>
    public static bool Off(HostEvidence evidence) => evidence.Machine.Value is { Running: false } || evidence.SessionHost.Value is { Status: "Shutdown" };

    /// <summary>The service sends people there.</summary>
    public static bool Serves(HostEvidence evidence) => evidence.SessionHost.Value is { Status: "Available" or "NeedsAssistance" };

    /// <summary>Cites how the service sees the host; answers whether it hears nothing of it. Null: the service could not be asked.</summary>
    public static bool? Silent(Cite cite, HostEvidence evidence, DateTimeOffset now)
    {
        if (cite.Read(evidence.SessionHost) is not { } avd) return null;
        if (avd.Status == "Available")
        {
            cite.Against(evidence.SessionHost, "the AVD service reports Available");
            return false;
        }

        var silent = avd.Status == "NoHeartbeat" || now - avd.LastHeartBeat > Silence;
        if (silent) cite.For(evidence.SessionHost, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the AVD service reports {avd.Status}, and has heard nothing since {avd.LastHeartBeat:HH:mm:ss}"));
        return silent;
    }

    /// <summary>Proves a cure; when this failure is gone and the agent reports other failed checks, it has helped.</summary>
    /// <param name="own">The check that stood for this failure; null: that nothing was reported at all.</param>
    /// <param name="done">What was done, as half a sentence.</param>
    public static Cure Prove(Host host, HostEvidence after, DateTimeOffset appliedAt, string? own, string done)
    {
        var cure = Proof.Connects(host, after, appliedAt);
        if (cure.Verdict != CureVerdict.NotCured || after.SessionHost.Value is not { } avd || !(avd.LastHeartBeat > appliedAt)) return cure;
        var others = avd.FailedChecks.Where(check => check != own).ToList();
        return others.Count > 0 && others.Count == avd.FailedChecks.Count ? new Cure(CureVerdict.Helped, $"{done}; besides, {string.Join(", ", others)} fails.") : cure;
    }
}
