using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The host takes no new sessions: drained in its pool (AllowNewSession), or by itself (TSServerDrainMode). Who drained it decides. A drain in the pool is
/// never lifted by us; one inside the guest is lifted only with an approval, and not while anything suggests maintenance.
/// </summary>
public sealed class DrainMode : IFailure
{
    /// <summary>Application id of the AVD service, which autoscale acts as; the activity log names callers by that or by name.</summary>
    private static readonly string[] Autoscale = ["autoscale", "9cdead84-a844-4324-93f2-b2e6bb768d07", "Azure Virtual Desktop", "Windows Virtual Desktop"];

    /// <summary>The activity log lags by up to 20 minutes: who drained it cannot be known earlier.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(25);

    public FailureId Id { get; } = new(FailureIds.DrainMode);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now) => OfGuest(evidence) ?? OfPool(host, evidence, policy);

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        if (evidence.Guest.Value?.Server is not { DrainMode: not 0 })
        {
            var unserved = PoolUnserved.Stands(evidence);
            var writer = Drainer(host, evidence);
            var planned = unserved && writer is not null && IsAutoscale(writer);
            return new Plan
            {
                Failure = Id,
                Waits = unserved && writer is null ? Unknown(evidence) : null,
                NoFault = planned ? $"Autoscale drained {host.Name}, and no host of its pool takes people: so its scaling plan has it at this hour." : null,
                ForPerson = Handover.To(
                    planned ? "the owner of the scaling plan" : writer?.Caller ?? $"whoever drained {host.Name}",
                    $"{(planned ? "if people are meant to work at this hour, raise the plan's minimum of hosts. To open this one at once" : unserved ? "nobody gets in to the pool any more. Open what may take sessions again" : "open it when it may take sessions again")}: az desktopvirtualization session-host update --ids {host.SessionHostId} --allow-new-session true.",
                    unserved ? null : "the other hosts of the pool take people."),
            };
        }

        var maintained = Maintained(evidence.Guest.Value);
        return new Plan
        {
            Failure = Id,
            Rungs = maintained is not null ? [] : [new Rung([GuestSteps.Registry(StepNames.ClearDrainMode, "clear-drain", Risk.R1).Once(host, "TSServerDrainMode") with { NeedsApproval = true }], "take new sessions again, once somebody approves")],
            ForPerson = Handover.To(maintained is null ? $"whoever drained {host.Name}" : $"whoever maintains {host.Name} ({maintained})", "when the work is done: change.exe logon /enable, or set TSServerDrainMode under HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server to 0.", "administrators still get in with mstsc /admin."),
            ProofWithin = TimeSpan.FromMinutes(15),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.SignsIn(host, after, appliedAt);

    private Diagnosis? OfGuest(HostEvidence evidence)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { Server: { DrainMode: not 0 } server } guest) return null;
        cite.For(evidence.Guest, $"TSServerDrainMode is {server.DrainMode}: no new sessions {(server.DrainMode == 1 ? "until the next restart" : "until it is changed")}");
        var maintained = Maintained(guest);
        if (maintained is not null) cite.For(evidence.Guest, maintained);
        var diagnosis = cite.Diagnose(Id, 0.9, maintained is null ? "the guest takes no new sessions" : $"the guest takes no new sessions, and {maintained}")!;
        return maintained is null ? diagnosis with { Decisive = true } : diagnosis with { Part = Part.Bystander, PersonOnly = true };
    }

    /// <summary>Drained in its pool: a decision, which explains why nobody new comes and is in nobody's way.</summary>
    private Diagnosis? OfPool(Host host, HostEvidence evidence, Policy policy)
    {
        var cite = new Cite();
        if (cite.Read(evidence.SessionHost) is not { AllowNewSession: false }) return null;
        cite.For(evidence.SessionHost, "it is drained: AllowNewSession is false");
        _ = cite.Read(evidence.Changes);
        var writer = Drainer(host, evidence);
        var planned = writer is not null && IsAutoscale(writer);
        var unserved = PoolUnserved.Stands(evidence);
        if (writer is not null && (Is(writer.Caller, policy.OwnIdentity) || (planned && !unserved))) return null;
        if (writer is not null) cite.For(evidence.Changes, $"{writer.Caller} wrote it at {writer.At:u}");
        var because = writer is null
            ? "it is drained; the activity log, which is 3 to 20 minutes late, does not say by whom: it may be a repair of ours"
            : string.Create(CultureInfo.InvariantCulture, $"{writer.Caller} drained it at {writer.At:u}");
        var drained = cite.Diagnose(Id, writer is null ? 0.5 : 0.8, because)! with { Part = Part.Bystander, PersonOnly = true };
        if (!unserved) return drained;
        // Where no host takes people, the drain is why nobody gets in.
        cite.Signals(evidence, PoolUnserved.Detector);
        cite.For(evidence.Pool, "no host of its pool takes people");
        return drained with { Part = Part.Cause, Confidence = writer is null ? 0.6 : 0.8, Because = $"{because}; and no other host of its pool takes people", Meant = planned };
    }

    /// <summary>Who drained it decides who is told, and whether anybody is: that is waited for. Null: long enough, or nobody can read it.</summary>
    private static Refusal? Unknown(HostEvidence evidence)
    {
        var known = evidence.Signals.Where(signal => signal.Detector == PoolUnserved.Detector).Min(signal => signal.Newest) + Lag;
        return evidence.Changes.Value is null || evidence.At >= known ? null : new Refusal(GateNames.IntendedState, "the activity log does not say yet who drained it", $"{Lag.TotalMinutes:0} minutes: the activity log lags", known);
    }

    private static bool IsAutoscale(Change writer) => Autoscale.Any(name => Is(writer.Caller, name));

    /// <summary>The newest write of the session host that the log knows.</summary>
    private static Change? Drainer(Host host, HostEvidence evidence) => host.SessionHostId is not { } id ? null : evidence.Changes.Value?.Recent
        .Where(change => change.Operation.EndsWith("sessionhosts/write", StringComparison.OrdinalIgnoreCase) && Is(change.Resource, id))
        .MaxBy(change => change.At);

    /// <summary>What suggests that somebody drained it for maintenance; null: nothing does.</summary>
    private static string? Maintained(GuestFacts guest)
    {
        if (guest.Servicing is { Busy.Count: > 0 } servicing) return $"{string.Join(", ", servicing.Busy)} runs";
        if (guest.Os.PendingReboot) return "it waits for a restart";
        return guest.Owners is { } owners && owners.Contains("configmgr", StringComparer.Ordinal) ? "Configuration Manager, which drains hosts for its own work, is installed" : null;
    }

    private static bool Is(string one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
