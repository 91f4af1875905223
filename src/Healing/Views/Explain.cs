using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Views;

/// <summary>Everything that an explanation rests on.</summary>
/// <param name="Posed">The case that the gates are asked about: the open one, or one that only has the host.</param>
/// <param name="File">What is stored about the host.</param>
/// <param name="Gates">Read just now.</param>
/// <param name="Sweep">The last look over the fleet; null: none yet.</param>
/// <param name="Reached">When a probe last reached the host.</param>
public sealed record ExplainFacts(Case Posed, HostFile File, GateFacts Gates, SweepReport? Sweep, DateTimeOffset? Reached);

/// <summary>Answers "why was this host not repaired?" from facts. Pure; it asks the same gates that the case machine asks.</summary>
public static class Explain
{
    /// <summary>Asks a host without a plan whether the least disruptive step would be let through.</summary>
    private static readonly Step AnyStep = new() { Name = "any", Kind = "any", Risk = Risk.R1 };

    /// <summary>The open case with the machine as it is now; for a host without one, a case that nobody opened.</summary>
    public static Case Pose(HostId id, Host? host, HostFile file, Reading<MachineFacts> machine, DateTimeOffset now)
    {
        var open = file.Case is { Ended: false } c ? c : null;
        var seen = host ?? open?.HostSeen ?? file.Case?.HostSeen ?? Unknown(id, file);
        var posed = open ?? new Case { Id = CaseId.For(id, file.Cases + 1), Host = id, HostName = seen.Name, State = CaseState.Suspected, OpenedAt = now, Deadline = now };
        var evidence = open?.Evidence ?? Nothing(id, machine, now);
        return posed with { HostSeen = seen, Evidence = machine.Value is null ? evidence : evidence with { Machine = machine } };
    }

    public static Explanation Of(ExplainFacts facts, IReadOnlyList<IGate> gates, Policy policy, DateTimeOffset now)
    {
        var (posed, host, last) = (facts.Posed, facts.Gates.Host, facts.File.Case);
        var step = StepOf(posed);
        var views = gates.Select(gate => Ask(gate, facts, step, policy, now)).ToList();
        var evidence = last?.Evidence;
        var pool = posed.HostSeen!.Pool;
        return new Explanation
        {
            Host = host?.Name ?? posed.HostName,
            HostId = posed.Host,
            At = now,
            Why = WhyNot.Said(facts, views, policy, now),
            InInventory = host is not null,
            Enrolled = host is { Enrolled: true },
            Role = host?.Role,
            Pool = pool.Value.Length == 0 ? null : pool,
            Hold = host?.Hold,
            Step = step?.Name,
            Gates = views,
            Case = last is null ? null : CaseLine.Of(last),
            Findings = [.. (last?.Diagnoses ?? []).Select(found => new Finding(found.Failure, found.Confidence, found.Because, found.Actionable))],
            EvidenceAt = evidence?.At,
            NotCollected = [.. Gaps.Of(evidence).Concat(Gaps.Of(facts.Gates, posed.Evidence!)).Distinct()],
            Suspensions = Pools.Suspensions(facts.Gates.Pool, policy, now),
            Cooldowns = Cooldowns(last, policy, now),
            Quotas = Pools.Quotas(facts.Gates.Pool, policy, now),
            Autonomy = [.. FailureCatalogue.All.Select(failure => failure.Id).Distinct().Select(failure => new AutonomyView(failure, policy.For(failure, pool)))],
            LastSweep = facts.Sweep is { } sweep ? new SweepView(sweep.At, sweep.NotCollected) : null,
            LastReached = facts.Reached,
        };
    }

    /// <summary>The step that comes next; null when there is no plan, or none of it is left.</summary>
    private static Step? StepOf(Case c) =>
        c.Steps.FirstOrDefault(taken => taken.Rung == c.Rung && taken is { Applied: false, Problem: null, Abandoned: false })?.Step
        ?? (c.IsActing ? c.Steps.LastOrDefault(taken => taken.Rung == c.Rung)?.Step : null)
        ?? c.Plan?.Rungs.ElementAtOrDefault(c.Rung)?.Steps[0];

    private static GateView Ask(IGate gate, ExplainFacts facts, Step? step, Policy policy, DateTimeOffset now)
    {
        var text = GateTexts.Of(gate.Name);
        if (text.NeedsPlan && (step is null || facts.Posed.Plan is null)) return new GateView(gate.Name, GateState.NotAsked, text.Asks, null, null, false);
        if (gate.Judge(new GateQuestion(facts.Posed, step ?? AnyStep, facts.Gates, policy, now)) is not { } refusal) return new GateView(gate.Name, GateState.Open, text.Asks, null, null, false);
        // A case that rests looks again before it acts, and then its evidence is new.
        return gate.Name == GateNames.FreshEvidence
            ? new GateView(gate.Name, GateState.Closed, $"{refusal.Value}; it is collected anew before a step", refusal.Limit, facts.Posed.DueAt, false)
            : new GateView(gate.Name, GateState.Closed, refusal.Value, refusal.Limit, refusal.OpensAt, refusal.Final);
    }

    private static List<Rest> Cooldowns(Case? last, Policy policy, DateTimeOffset now)
    {
        var rests = new List<Rest>();
        if (CaseMachine.QuietUntil(last, policy) is { } quiet && quiet > now)
            rests.Add(new Rest($"case {last!.Id} ended as {last.State}: {Detectors(last)} open no new case", quiet));
        if (last is { State: CaseState.Healed, EndedAt: { } ended } && ended + policy.RelapseWithin > now)
            rests.Add(new Rest($"what comes back is a relapse of case {last.Id} and starts at its next rung", ended + policy.RelapseWithin));
        return rests;
    }

    private static string Detectors(Case c) => c.Signals.Count == 0 ? "the same signals" : string.Join(", ", c.Signals.Select(signal => signal.Detector).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Host Unknown(HostId id, HostFile file) => new() { Id = id, Name = file.Case?.HostName ?? id.Value[(id.Value.LastIndexOf('/') + 1)..], Role = HostRole.Workload, Pool = new PoolId("") };

    private static HostEvidence Nothing(HostId id, Reading<MachineFacts> machine, DateTimeOffset now)
    {
        const string Why = "not collected: nobody looks closer while nothing seems wrong";
        return new HostEvidence
        {
            Host = id,
            At = now,
            Machine = machine,
            Probe = Missing<ProbeFacts>(),
            Network = Missing<NetworkFacts>(),
            LoadBalancing = Missing<LoadBalancing>(),
            SessionHost = Missing<SessionHostFacts>(),
            Certificate = Missing<CertificateFacts>(),
            Changes = Missing<Changes>(),
            Guest = Missing<GuestFacts>(),
        };

        Reading<T> Missing<T>()
            where T : class => Reading<T>.Missing(Why, typeof(T).Name, Vantage.ControlPlane, now);
    }
}
