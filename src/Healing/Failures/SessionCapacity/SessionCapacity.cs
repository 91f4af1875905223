using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The next session is one too many: a limit on the listener is reached, Windows without its session host role serves two administrators, or a session
/// host's agent takes no more connections. Nobody is ever signed off for it, not even who is only disconnected: his programs hold his work.
/// </summary>
public sealed class SessionCapacity : IFailure
{
    private const string Value = "MaxInstanceCount";

    /// <summary>The default of MaxInstanceCount.</summary>
    private const long Unlimited = uint.MaxValue;

    /// <summary>What Windows Server gives administrators without the role of a session host.</summary>
    private const int Administrators = 2;

    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);

    public FailureId Id { get; } = new(FailureIds.SessionCapacity);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.SessionCapacity, Queries.Detect("SessionCapacity"), SignalWeight.Statistical), new(PoolUnserved.Detector, Queries.Detect("SessionCapacity", "PoolUnserved"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (host.IsSessionHost && OfPool(evidence) is { } full) return full;
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.3, "people are turned away, or hang, and nobody could look inside");
        return (host.IsSessionHost ? OfAgent(cite, evidence, guest, now) : OfListener(cite, evidence, guest))?.Behind(host, evidence);
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var guest = evidence.Guest.Value;
        if (host.IsSessionHost)
        {
            var full = OfPool(evidence) is not null;
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To("the owner of the host pool", $"give the pool more room: start another host{(full ? ", or raise the session limit if the hosts can carry more" : ", or let fewer sessions onto each")} (az desktopvirtualization hostpool update --ids <pool> --max-session-limit <n>), because {(full ? "every host of it that takes people is full" : $"the agent of {host.Name} takes no more connections")}. Sessions that are only disconnected hold people's work: ask them to sign off, or set a time limit for disconnected sessions by policy.", full ? null : "other hosts of the pool take people."),
            };
        }

        if (guest is null || Limit(guest) is not { } limit)
        {
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To($"whoever administers {host.Name}", $"it serves {Administrators} administrators at a time, and both places are taken: quser.exe /server:{host.Name} says by whom; ask one of them to sign off. For more people at once the role of a Remote Desktop session host and licences for it are needed.", "whoever has a session there gets it back by connecting again."),
            };
        }

        var own = $"set {Value} of WinStations\\RDP-Tcp on {host.Name} to 0xFFFFFFFF (no limit), or to what the machine can carry";
        if (SettingOwner.Of(guest, Value) is { } owner) return new Plan { Failure = Id, ForPerson = Handover.To(owner, $"{own}: Remote Desktop Session Host, Connections, Limit number of connections.", "whoever has a session gets it back by connecting again.") };
        // A limit below what Windows serves anyway locks administrators out; a higher one may have been chosen for the size of the machine.
        var lift = GuestSteps.Registry(StepNames.LiftSessionLimit, "no-session-limit", Risk.R1).Once(host, Value) with { NeedsApproval = limit >= Administrators };
        return new Plan
        {
            Failure = Id,
            Rungs = [new Rung([lift], "lift the limit on sessions"), new Rung([.. PoolSteps.Leave(host, evidence), lift, GuestSteps.RestartTermService()], "lift the limit, and restart the service once nobody is signed in")],
            ForPerson = Handover.To($"whoever administers {host.Name}", $"{own}.", "whoever has a session gets it back by connecting again."),
            ProofWithin = TimeSpan.FromMinutes(20),
        };
    }

    /// <summary>A handshake was never refused; somebody has to get a session.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => BehindTheDoor.SignsIn(host, after, appliedAt, _ => []);

    /// <summary>Null: there is none, or nobody could read it.</summary>
    private static long? Limit(GuestFacts guest) => guest.Server is { MaxInstances: < Unlimited and var limit } ? limit : null;

    private Diagnosis? OfListener(Cite cite, HostEvidence evidence, GuestFacts guest)
    {
        if (guest.Server is null) cite.NotCollected.Add($"{Value}: {guest.Problems?.GetValueOrDefault("server") ?? "not told"}");
        var sessions = guest.Sessions.Active + guest.Sessions.Disconnected + guest.Sessions.Stuck;
        var said = string.Create(CultureInfo.InvariantCulture, $"{guest.Sessions.Active} active and {guest.Sessions.Disconnected} disconnected sessions, {guest.Sessions.Stuck} without a user");
        if (Limit(guest) is { } limit)
        {
            if (sessions < limit) return null;
            cite.For(evidence.Guest, $"{Value} of RDP-Tcp is {limit}, and there are {said}");
            _ = BehindTheDoor.Unfinished(cite, evidence);
            return cite.Diagnose(Id, 0.9, "the listener's limit on sessions is reached")! with { Decisive = true, PersonOnly = SettingOwner.Of(guest, Value) is not null };
        }

        var turned = BehindTheDoor.Unfinished(cite, evidence) is true || cite.Supports.Count > 0;
        if (!turned || guest.Licensing is not { Role: false } || guest.Sessions.Active + guest.Sessions.Disconnected < Administrators) return null;
        cite.For(evidence.Guest, $"the role of a session host is not installed, and there are {said}");
        return cite.Diagnose(Id, 0.7, "both places of administrators are taken, and people are turned away")! with { PersonOnly = true };
    }

    /// <summary>The hosts that take people are well, and none of them has room; null: not as far as the service counts.</summary>
    private Diagnosis? OfPool(HostEvidence evidence)
    {
        if (!PoolUnserved.Signalled(evidence.Signals) || evidence.Pool.Value is not { Serving: > 0, MostSessions: > 0 } pool || pool.Sessions < pool.Serving * pool.MostSessions) return null;
        var cite = new Cite();
        cite.Signals(evidence, PoolUnserved.Detector);
        cite.For(evidence.Pool, $"{pool.Sessions} sessions in the pool, {pool.Serving} hosts that take people, at most {pool.MostSessions} each");
        return cite.Diagnose(Id, 0.75, "the pool has no room for another session")! with { PersonOnly = true };
    }

    private Diagnosis? OfAgent(Cite cite, HostEvidence evidence, GuestFacts guest, DateTimeOffset now)
    {
        if (guest.Avd is not { Event: 3277, EventText: { } text, EventAt: { } at } || !text.Contains("ENDPOINT_NOT_FOUND", StringComparison.Ordinal) || now - at > Recent) return null;
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"event 3277 of the agent at {at:HH:mm}: {text}"));
        if (cite.Read(evidence.SessionHost) is { } avd) cite.For(evidence.SessionHost, $"{avd.Active} active, {avd.Disconnected} disconnected and {avd.Pending} pending sessions");
        return cite.Diagnose(Id, 0.85, "the agent has no connection left for another session")! with { PersonOnly = true };
    }
}
