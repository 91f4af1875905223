using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The machine is off. Most machines that are off were stopped on purpose, by a person, a schedule or autoscale: that is no fault. What nobody explains is
/// started with an approval, and never a protected one.
/// </summary>
public sealed class VmNotRunning : IFailure
{
    /// <summary>The activity log lags by up to 20 minutes: who stopped it cannot be known earlier.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(25);

    private static readonly string[] Off = ["stopped", "deallocated", "hibernated"];

    public FailureId Id { get; } = new(FailureIds.VmNotRunning);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Machine) is not { Running: false } machine) return null;
        var changes = cite.Read(evidence.Changes);
        cite.For(evidence.Machine, machine.RunningSince is { } since ? string.Create(CultureInfo.InvariantCulture, $"the machine is {machine.Power}, since {since:u}") : $"the machine is {machine.Power}");
        var pool = host.IsSessionHost ? cite.Read(evidence.Pool) : null;
        if (pool is { Serving: > 0 }) cite.Against(evidence.Pool, $"{pool.Serving} hosts of its pool take people");
        if (pool is { Serving: 0 }) cite.For(evidence.Pool, "no host of its pool takes people");
        // Without the activity log nobody can say that nobody stopped it.
        var because = changes is null ? "it is off, and who stopped it cannot be read" : $"the machine is {machine.Power}";
        return cite.Diagnose(Id, changes is null ? 0.6 : 0.95, because)! with { Decisive = true, PersonOnly = host.Role == HostRole.Protected || changes is null };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var machine = evidence.Machine.Value;
        var power = machine?.Power ?? "not known";
        var person = Handover.To("the owner of " + host.Name, $"the machine is {power}. If it is meant to run: az vm start --ids {host.Id}.", host.IsSessionHost ? "the other hosts of the pool, or Start VM on Connect." : null);
        var plan = new Plan { Failure = Id, ForPerson = person, ProofWithin = TimeSpan.FromMinutes(10) };
        if (!Off.Contains(power, StringComparer.Ordinal)) return plan with { Waits = new Refusal(GateNames.Settled, $"the machine is {power}", "running, or off") };
        if (ChangeFirst.Of(Id, evidence, policy) is { Certain: true } stopped) return plan with { NoFault = $"{host.Name} was stopped on purpose: {stopped.Said}." };
        // A pooled host that is off is the scaling plan's or Start VM on Connect's business, as long as its pool can serve people.
        if (host.Role == HostRole.Pooled && evidence.Pool.Value is not { Serving: 0 }) return plan with { NoFault = $"{host.Name} is {power}, and its pool {(evidence.Pool.Value is { } pool ? $"has {pool.Serving} other hosts that take people" : "could not be read")}: whether it is needed is for its scaling plan." };
        if (machine?.RunningSince is not { } since || evidence.At - since < Lag)
            return plan with { Waits = new Refusal(GateNames.IntendedState, machine?.RunningSince is null ? "nobody knows since when it is off" : $"off for {(evidence.At - machine.RunningSince.Value).TotalMinutes:0} minutes", $"{Lag.TotalMinutes:0} minutes: the activity log lags", machine?.RunningSince + Lag) };
        if (host.Role == HostRole.Protected || evidence.Changes.Value is null) return plan;
        return plan with { Rungs = [new Rung([Start(host)], "start the machine that nobody is known to have stopped")] };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        if (after.Machine.Value is not { } machine) return new Cure(CureVerdict.CannotTell, $"The machine could not be read: {after.Machine.NotCollected}");
        if (!machine.Running) return new Cure(CureVerdict.NotCured, $"The machine is {machine.Power}.");
        // It runs, which is what this was about; what else keeps people out is another failure's, once Windows is up.
        var connects = Proof.Connects(host, after, appliedAt);
        return connects.Verdict == CureVerdict.NotCured && after.At - appliedAt > TimeSpan.FromMinutes(8) ? connects with { Verdict = CureVerdict.Helped, Said = $"The machine runs; {connects.Said}" } : connects;
    }

    /// <summary>It touches no session, because there is none; it costs, so it is asked about.</summary>
    private static Step Start(Host host) => new()
    {
        Name = StepNames.StartMachine,
        Kind = StepKinds.Power,
        Risk = Risk.R1,
        NeedsApproval = true,
        Touches = [host.Id.Value],
    };
}
