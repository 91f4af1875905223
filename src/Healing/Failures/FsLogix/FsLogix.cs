using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Profile containers cannot be attached. Decisive: the FSLogix service does not run, or the share does not answer. The service is started; share, rights,
/// a container that is in use elsewhere and one that is full belong to whoever owns the storage. No container and no lock is ever deleted.
/// </summary>
public sealed class FsLogix : IFailure
{
    private const string Attach = "fslogix-attach";

    private const string Source = "FSLogix";

    private const string Service = "frxsvc";

    /// <summary>An older event of the guest's channel says nothing about now.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);

    public FailureId Id { get; } = new(FailureIds.FsLogix);

    public IReadOnlyList<Detector> Detectors { get; } =
    [
        new(FailureIds.FsLogix, Queries.Detect("FsLogix"), SignalWeight.Decisive),
        new(Attach, Queries.Detect("FsLogix", "DetectAttach"), SignalWeight.Statistical),
    ];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        cite.Signals(evidence, Attach);
        if (host.IsSessionHost && cite.Read(evidence.SessionHost) is { } avd && avd.FailedChecks.Contains("FSLogixHealthCheck", StringComparer.Ordinal)) cite.For(evidence.SessionHost, "the AVD service reports FSLogixHealthCheck as failed");
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "profile containers are complained of, and nobody could look inside");
        if (guest.Fslogix is not { } found)
        {
            if (guest.Problems?.GetValueOrDefault("fslogix") is { } why) cite.NotCollected.Add($"FSLogix in the guest: {why}");
            return cite.Diagnose(Id, 0.3, "profile containers are complained of, and FSLogix could not be read");
        }

        // Switched off by its own setting: somebody's choice.
        if (!found.Enabled) return null;
        if (found.Storage == false) return Unreached(cite, evidence);
        return guest.Service(Service) is { State: not "Running" } service ? Down(cite, evidence, service) : Said(cite, evidence, found, now);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        if (guest is { Fslogix: { Enabled: true, Storage: not false } } && guest.Service(Service) is { State: not "Running" } service)
        {
            var start = GuestSteps.Service(StepNames.StartFsLogix, Service, "Start");
            return new Plan
            {
                Failure = Id,
                // A start mode that comes back is owned elsewhere, and is not set twice.
                Rungs = [new Rung([service.Start == "Disabled" ? start.Once(host, "frxsvc start mode") : start], "start the FSLogix service")],
                ForPerson = Handover.To("the desktop team", $"find out why {Service} on {host.Name} does not stay up: its own log under %ProgramData%\\FSLogix\\Logs, and a repair of the FSLogix installation.", Elsewhere(host)),
                ProofWithin = TimeSpan.FromMinutes(15),
            };
        }

        return new Plan { Failure = Id, ForPerson = Whose(host, guest?.Fslogix) };
    }

    /// <summary>That the service runs was seen inside; here somebody has to connect, and no container may be complained of since.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        var cure = Proof.Connects(host, after, appliedAt);
        var bad = after.Logs.Value?.Of(Source, 40, 42, 43, 52, 60).Where(one => one.Newest > appliedAt + TimeSpan.FromMinutes(2)).MaxBy(one => one.Newest);
        return cure.Verdict != CureVerdict.NotCured && bad is not null
            ? new Cure(CureVerdict.NotCured, string.Create(CultureInfo.InvariantCulture, $"Event {bad.EventId} of FSLogix came again at {bad.Newest:HH:mm:ss}, after the repair: {bad.Sample}"))
            : cure;
    }

    private Diagnosis? Unreached(Cite cite, HostEvidence evidence)
    {
        cite.For(evidence.Guest, "the share of the profile containers does not answer on TCP 445");
        _ = cite.Event(evidence, Source, 43);
        return cite.Diagnose(Id, 0.9, "the storage of the profile containers cannot be reached from here")! with { Decisive = true, PersonOnly = true };
    }

    private Diagnosis? Down(Cite cite, HostEvidence evidence, GuestService service)
    {
        cite.For(evidence.Guest, $"{Service} is {service.State}, start mode {service.Start}");
        _ = cite.Event(evidence, Source, 60);
        var passing = service.State is "StartPending" or "StopPending";
        return cite.Diagnose(Id, passing ? 0.65 : 0.95, $"the FSLogix service is {service.State}")! with { Decisive = !passing };
    }

    /// <summary>All runs, and its channel complains. What one person met is that person's: it stands by.</summary>
    private Diagnosis? Said(Cite cite, HostEvidence evidence, GuestFslogix found, DateTimeOffset now)
    {
        cite.Against(evidence.Guest, "the FSLogix service runs, and its share answers");
        var several = evidence.Signals.Any(signal => signal.Detector == Attach);
        if (found is not { Event: { } number, EventAt: { } at } || now - at > Recent) return several ? cite.Diagnose(Id, 0.4, "containers could not be attached, and FSLogix itself says nothing of it now") : null;
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"event {number} of FSLogix at {at:HH:mm}: {found.EventText}"));
        var because = Meaning(number);
        var diagnosis = cite.Diagnose(Id, several ? 0.8 : 0.6, several ? $"{because}, again and again" : $"{because}, for one user as far as anybody knows")!;
        return diagnosis with { PersonOnly = true, Part = several ? Part.Cause : Part.Bystander };
    }

    private static string Meaning(int number) => number switch
    {
        33 => "a container has less than 2 % free",
        34 => "a container has less than 5 % free",
        43 => "the storage of a container could not be reached",
        51 => "a container is in use on another host",
        60 => "the FSLogix service says that it is disabled",
        _ => "a container could not be attached",
    };

    private static string Whose(Host host, GuestFslogix? found) => found switch
    {
        { Storage: false } => Handover.To("the storage team", $"the share in HKLM\\SOFTWARE\\FSLogix\\Profiles, VHDLocations, does not answer on TCP 445 from {host.Name}. Test-NetConnection -ComputerName <storage account>.file.core.windows.net -Port 445; then its private endpoint and DNS, network rules, and whether the share's identity source still answers. Every host with this share is hit alike.", "who is signed in keeps his container for as long as the connection comes back; nobody should sign off."),
        { Event: 51 } => Handover.To("the desktop team", $"find the host that holds the container (Get-SmbOpenFile on the file server, or the share's handles: az storage share list-handle --recursive), ask its user to sign off there, and let him sign in again. Do not delete the container or its lock file.", "his work is safe in the container."),
        { Event: 33 or 34 } => Handover.To("the storage team", "let the user clear space inside his profile, then grow the container while nobody uses it: raise SizeInMBs under HKLM\\SOFTWARE\\FSLogix\\Profiles; a dynamic container grows at its next attach.", "he can work, and may not be able to save."),
        _ => Handover.To("the storage team", $"look at the newest log under %ProgramData%\\FSLogix\\Logs\\Profile on {host.Name}: it names container and status. Then share rights (Modify for the user on his own folder), the share's identity source, and a container that is damaged, which is restored from backup and never deleted.", Elsewhere(host)),
    };

    private static string? Elsewhere(Host host) => host.Role == HostRole.Pooled ? "other hosts of the pool attach the same containers." : null;
}
