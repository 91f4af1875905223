using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The system disk is full. On session hosts a short list of caches that Windows fills again by itself is emptied of what is old; nothing of a user is ever
/// deleted, no log that somebody may need, and nothing while Windows or an installer works. On a machine that does other work besides, cleaning is its
/// owner's.
/// </summary>
public sealed class ResourceDisk : IFailure
{
    /// <summary>Percent of the disk.</summary>
    private const double Low = 5;

    /// <summary>Gigabytes; a disk so large that five percent of it are more than this is not full.</summary>
    private const double Plenty = 20;

    /// <summary>Gigabytes below which sign-ins fail.</summary>
    private const double Full = 1;

    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);

    public FailureId Id { get; } = new(FailureIds.ResourceDisk);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ResourceDisk, Queries.Detect("ResourceDisk"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        _ = cite.Event(evidence, "srv", 2013);
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "the disk was short of room, and nobody could look inside");
        if (guest.Resources is not { } room)
        {
            cite.NotCollected.Add($"disk: {guest.Problems?.GetValueOrDefault("resources") ?? "not told"}");
            return cite.Diagnose(Id, 0.4, "the disk was short of room, and how much is left could not be read");
        }

        if (guest.Avd is { Event: 3277, EventText: { } text, EventAt: { } at } && text.Contains("DownloadMsiException", StringComparison.Ordinal) && now - at <= Recent) cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"event 3277 of the agent at {at:HH:mm}: {text}"));
        var lasts = cite.Supports.Count > 0;
        var said = string.Create(CultureInfo.InvariantCulture, $"{room.DiskFreeGb:0.#} GB of the system disk are free, {room.DiskFreePercent:0.#} %");
        if (room.DiskFreeGb >= Full && (room.DiskFreePercent >= Low || room.DiskFreeGb >= Plenty)) return null;
        cite.For(evidence.Guest, said);
        var full = room.DiskFreeGb < Full;
        var diagnosis = cite.Diagnose(Id, full ? 0.9 : lasts ? 0.8 : 0.6, full ? "the system disk is full" : "the system disk is nearly full")! with { PersonOnly = Whose(host, guest) is not null };
        return (full || lasts ? diagnosis : diagnosis with { Part = diagnosis.PersonOnly ? Part.Bystander : Part.Contributes }).Behind(host, evidence);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var grow = $"find what fills it (Get-ChildItem -LiteralPath C:\\ -Directory | sizes by folder, or WinDirStat), or grow the disk: az disk update --ids <OS disk> --size-gb <n> and extend the volume. Profiles of users are theirs: nobody deletes them from outside.";
        var meanwhile = host.Role == HostRole.Pooled ? "drain it, so that nobody new is sent there; the other hosts of the pool take people." : "who is signed in should save to a share, because sign-ins and updates fail on a full disk.";
        if (evidence.Guest.Value is not { } guest || Whose(host, guest) is not { } owner)
        {
            return new Plan
            {
                Failure = Id,
                Rungs = evidence.Guest.Value is null ? [] : [new Rung([GuestSteps.Script(StepNames.CleanSystemDisk, "disk-clean-repair", "disk-clean-verify", "Apply", Risk.R1, [])], "empty caches that Windows fills again by itself")],
                ForPerson = Handover.To(host.IsSessionHost ? "the owner of the host pool" : $"whoever runs {host.Name}", $"on {host.Name} {grow}", meanwhile),
                ProofWithin = TimeSpan.FromMinutes(15),
            };
        }

        return new Plan { Failure = Id, ForPerson = Handover.To(owner, $"on {host.Name} {(owner == Installer ? "wait until the installation has ended, which itself needs room; then " : "")}{grow}", meanwhile) };
    }

    /// <summary>That there is room again was seen inside.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private const string Installer = "whoever updates the machine";

    /// <summary>Who cleans it instead of us; null: we may.</summary>
    private static string? Whose(Host host, GuestFacts guest)
    {
        if (!host.IsSessionHost) return $"whoever runs {host.Name}";
        // Not told is no permission: an installer's files lie in these caches.
        return guest.Servicing is { Busy.Count: 0 } ? null : Installer;
    }
}
