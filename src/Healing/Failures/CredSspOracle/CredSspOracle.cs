using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The machine lacks the update for CVE-2018-0886, so that updated clients refuse it after TLS ("This could be due to CredSSP encryption oracle
/// remediation"). Updating is a person's; AllowEncryptionOracle 2 is never set, and named where somebody left it.
/// </summary>
public sealed class CredSspOracle : IFailure
{
    /// <summary>The first tspkg.dll of each build with the update. (Microsoft Learn: CredSSP encryption oracle remediation error on an Azure VM)</summary>
    private static readonly Version[] Updated = [new(6, 1, 7601, 24117), new(6, 2, 9200, 22432), new(6, 3, 9600, 18999), new(10, 0, 14393, 2248), new(10, 0, 15063, 1088), new(10, 0, 16299, 431)];

    /// <summary>Windows 10 1803, and everything after it.</summary>
    private static readonly Version CameWithIt = new(10, 0, 17134);

    public FailureId Id { get; } = new(FailureIds.CredSspOracle);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest)?.Tls is not { } tls) return null;
        var unpatched = IsUnpatched(tls.Tspkg);
        if (unpatched != true && tls.EncryptionOracle != 2) return null;
        if (unpatched == true) cite.For(evidence.Guest, $"tspkg.dll {tls.Tspkg} is older than the update for CVE-2018-0886");
        if (tls.EncryptionOracle == 2) cite.For(evidence.Guest, "AllowEncryptionOracle is 2: the machine accepts the vulnerable protocol");
        // Left from somebody's way around; it keeps nobody out.
        if (unpatched != true) return cite.Diagnose(Id, 0.8, "AllowEncryptionOracle was left at 2")! with { PersonOnly = true, Part = Part.Bystander };
        var part = PartOf(host, evidence, cite);
        return cite.Diagnose(Id, part == Part.Cause ? 0.85 : 0.7, "updated clients refuse a machine without the CredSSP update")! with { PersonOnly = true, Part = part, Decisive = part == Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            $"whoever updates {host.Name}",
            "install the newest cumulative update and restart the machine when nobody needs it; where AllowEncryptionOracle stands at 2 under HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters, remove the value after that. Never set it to 2, on the machine or on a client.",
            "work on it through the serial console, or install the update by Azure Update Manager."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>CredSSP comes after TLS: it explains what people see only where they get that far, and nobody gets further.</summary>
    private static Part PartOf(Host host, HostEvidence evidence, Cite cite)
    {
        var reached = host.IsSessionHost ? cite.Read(evidence.SessionHost) is { Status: "Available" or "NeedsAssistance" } : Handshake.Answers(cite.Read(evidence.Probe));
        if (!reached) return Part.Contributes;
        if (evidence.Logs.Value?.Successes is not { Rows: > 0 } got) return Part.Cause;
        cite.Against(evidence.Logs, $"{got.Rows} connections came about in the last half hour");
        return Part.Contributes;
    }

    /// <summary>Null: not told, no version, or a build of which nobody wrote down where the update begins.</summary>
    private static bool? IsUnpatched(string? tspkg)
    {
        if (!Version.TryParse(tspkg, out var version)) return null;
        if (version >= CameWithIt) return false;
        var first = Array.Find(Updated, one => (one.Major, one.Minor, one.Build) == (version.Major, version.Minor, version.Build));
        return first is null ? null : version.Revision < first.Revision;
    }
}
