using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Somebody works in a temporary profile, and loses what he saves there when he signs off. Always for a person: a profile is never deleted, renamed or
/// repaired by a machine. Left-over keys (.bak) without fresh events are the residue of old trouble, and only stand by.
/// </summary>
public sealed class ProfileTemporary : IFailure
{
    private const string Source = "User Profiles";

    public FailureId Id { get; } = new(FailureIds.ProfileTemporary);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ProfileTemporary, Queries.Detect("ProfileTemporary"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        _ = cite.Event(evidence, Source, 1500, 1508, 1511, 1515);
        var fresh = cite.Supports.Count > 0;
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.5, "a profile could not be loaded, and nobody could look inside");
        if (guest.Logon is not { } logon)
        {
            cite.NotCollected.Add($"temporary profiles: {guest.Problems?.GetValueOrDefault("logon") ?? "not told"}");
            return cite.Diagnose(Id, 0.5, "a profile could not be loaded, and which are temporary could not be read");
        }

        if (logon.TempProfiles > 0) cite.For(evidence.Guest, $"{logon.TempProfiles} users have a second key of their profile that ends in .bak: they got a temporary one");
        else cite.Against(evidence.Guest, "no profile key ends in .bak");
        if (!fresh) return cite.Diagnose(Id, 0.6, "keys of temporary profiles were left behind; nobody was given one in the last half hour") is { } left ? left with { Part = Part.Bystander, PersonOnly = true } : null;
        if (logon.TempProfiles == 0) return cite.Diagnose(Id, 0.5, "a profile could not be loaded, and nobody has a temporary one now");
        var other = Other(guest);
        if (other is not null) cite.Against(evidence.Guest, other);
        var diagnosis = cite.Diagnose(Id, 0.85, other is null ? "users work in temporary profiles" : $"users work in temporary profiles, which {other} explains")! with { PersonOnly = true };
        return other is null ? diagnosis.Behind(host, evidence) : diagnosis with { Part = Part.Contributes };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the desktop team",
            evidence.Guest.Value?.Fslogix is { Enabled: true }
                ? $"on {host.Name} a local or temporary profile stood in for a container. Let the user sign off, look at the newest log under %ProgramData%\\FSLogix\\Logs\\Profile for why it was not attached, and let him sign in again. Delete neither container nor profile."
                : $"on {host.Name} let the user sign off, save HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList (reg.exe export), and look for his SID twice, once with .bak: the one with .bak is his real profile. Find out first why it could not be loaded (Application log, User Profile Service 1500, 1508, 1511: a file in use, rights, a full disk); then rename the key without .bak away, the one with .bak to the SID, and set its State and RefCount to 0. Delete no folder under the users' profiles.",
            "tell the user at once to save his work to a share or OneDrive, and not in this profile: it is gone when he signs off."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>What in the guest leads to temporary profiles, and has a failure of its own; null: nothing that was read.</summary>
    private static string? Other(GuestFacts guest)
    {
        if (guest.Fslogix is { Enabled: true, Storage: false }) return "the storage of the profile containers, which does not answer,";
        if (guest.Fslogix is { Enabled: true } && guest.Service("frxsvc") is { State: not "Running" }) return "the FSLogix service, which does not run,";
        return guest.Resources is { DiskFreeGb: < 1 } ? "the full system disk" : null;
    }
}
