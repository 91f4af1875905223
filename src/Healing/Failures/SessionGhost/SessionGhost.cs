using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// A session that is none pins its user: it has no user, no shell and no program, and its logon process is old. Only such a one is reset, and the script
/// looks for itself before it does. One that the AVD service still lists and the guest does not have is the service's to forget, which is for a person.
/// </summary>
public sealed class SessionGhost : IFailure
{
    public FailureId Id { get; } = new(FailureIds.SessionGhost);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.SessionGhost, Queries.Detect("SessionGhost"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var said = cite.Event(evidence, BehindTheDoor.Sessions, 36, 37);
        // The service lists a session for the user on a host that has none of it.
        var refused = evidence.Logs.Value?.Connection("ConnectionFailedUserHasValidSessionButRdshIsUnhealthy");
        if (refused is not null) cite.For(evidence.Logs, $"{refused.Rows} connections of {refused.Users} users ended with {refused.Symbol}");
        if (cite.Read(evidence.Guest) is not { } guest) return cite.Diagnose(Id, 0.4, "sessions are complained of, and nobody could look inside");
        if (guest.Sessions.Stuck == 0) return Listed(cite, host, evidence, guest, refused is not null);
        var complained = cite.Supports.Count > 0;
        cite.For(evidence.Guest, $"{guest.Sessions.Stuck} sessions have no user, and their logon process is older than five minutes");
        if (cite.Read(evidence.SessionHost) is { Pending: > 0 } avd) cite.For(evidence.SessionHost, $"{avd.Pending} sessions are pending as the AVD service reports it");
        var because = complained || said ? "sessions without a user are stuck, and keep theirs out" : "sessions without a user are stuck; nobody complained of it yet";
        return cite.Diagnose(Id, complained ? 0.85 : 0.6, because)! with { Part = complained && !BehindTheDoor.IsShut(host, evidence) ? Part.Cause : Part.Contributes };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        if (evidence.Guest.Value is not { Sessions.Stuck: > 0 })
        {
            return new Plan
            {
                Failure = Id,
                ForPerson = Handover.To("the owner of the host pool", $"the service lists sessions on {host.Name} that Windows does not have. Compare Get-AzWvdUserSession -ResourceGroupName <group> -HostPoolName <pool> -SessionHostName {host.Name} with quser.exe on the host, and remove only those that Windows does not have: Remove-AzWvdUserSession with the id. Never one that quser.exe shows.", host.Role == HostRole.Pooled ? "drain the host, so that nobody new is sent to it." : null),
            };
        }

        return new Plan
        {
            Failure = Id,
            Rungs = [new Rung([GuestSteps.Script(StepNames.ResetGhostSession, "session-ghost-repair", "session-ghost-verify", "Apply", Risk.R1, [])], "reset the sessions in which nobody is")],
            ForPerson = Handover.To(
                host.IsSessionHost ? "the owner of the host pool" : $"whoever administers {host.Name}",
                host.Role == HostRole.Pooled ? $"drain {host.Name}, wait until nobody is signed in, and restart it (az vm restart --ids {host.Id})." : $"restart {host.Name} when nobody is signed in (az vm restart --ids {host.Id}): qwinsta.exe shows the session that has no user name and does not go away.",
                "everybody but the users of those sessions can work."),
            ProofWithin = host.IsSessionHost ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(5),
        };
    }

    /// <summary>That they are gone was seen inside; here people have to get in as before.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>The service knows of more sessions than Windows: only when connections failed over it, because the two are never read at the same moment.</summary>
    private Diagnosis? Listed(Cite cite, Host host, HostEvidence evidence, GuestFacts guest, bool refused)
    {
        if (!host.IsSessionHost || cite.Read(evidence.SessionHost) is not { } avd) return null;
        var (known, there) = (avd.Active + avd.Disconnected, guest.Sessions.Active + guest.Sessions.Disconnected);
        if (!refused || known <= there) return null;
        cite.Against(evidence.Guest, "no session without a user is older than five minutes");
        cite.For(evidence.SessionHost, $"the AVD service lists {known} sessions, and Windows has {there}");
        return cite.Diagnose(Id, 0.7, "the AVD service sends users to sessions that are not there")! with { PersonOnly = true };
    }
}
