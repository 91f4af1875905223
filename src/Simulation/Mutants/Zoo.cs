using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Mutants;

/// <summary>All mutants. One that survives is a defect of the simulation.</summary>
public static class Zoo
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        // A rule's apply reads what was captured, and would stop at it before anybody could judge.
        new("no-capture", "a step is applied without what its undo needs", ["S3"], () => new OneRepair((inner, work, token) => work.Phase == StepPhase.Capture && inner.Kind == StepKinds.Script ? Done(null!) : inner.PerformAsync(work, token))),
        new("repair-counts-as-healthy", "hosts under repair do not count against the cap", ["S2"], () => new Lessor(inner => new EndlessSlots(inner))),
        new("complete-before-save", "a message is completed before its turn", ["S9"], () => new CompleteFirst()),
        new("etag-ignored", "the last save wins", ["S12", "S14", "S10"], () => new Store(inner => new LastWriterWins(inner))),
        new("no-revert", "an undo says that it undid", ["S7", "S16"], () => new OneRepair((inner, work, token) => work.Phase == StepPhase.Revert ? Done("{}", changed: true) : inner.PerformAsync(work, token))),
        new("drain-kept", "a drain is never given back", ["S16"], () => new OneRepair((inner, work, token) => work.Phase == StepPhase.Revert && inner.Kind == StepKinds.Drain ? Done("{}", changed: true) : inner.PerformAsync(work, token))),
        new("stale-evidence", "nobody asks how old the evidence is", ["fresh"], () => new Stale()),
        new("fences-ignored", "shared documents are written whatever their version", ["S1", "S2"], () => new Papers(inner => new AnyVersion(inner))),
        new("touches-ignored", "shared resources are not reserved", ["S1"], () => new Lessor(inner => new NoTouches(inner))),
        new("outbox-lost", "messages are not saved with the case", ["S9"], () => new Store(inner => new NoOutbox(inner))),
        new("issued-again", "the mark of an issued write is not read after a crash", ["S10"], () => new Store(inner => new Forgetful(inner, c => c.Progress is { Issued: true, Handle: null } progress ? c with { Progress = progress with { IssuedAt = null } } : c))),
        new("uncertain-is-not", "a write without an answer counts as not made", ["S10"], () => new OneRepair(CertainAsync)),
        new("foreign-drain-returned", "whatever is drained is opened at the end", ["S15"], () => new OneRepair((inner, work, token) => inner.Kind == StepKinds.Drain && work.Phase is StepPhase.Apply or StepPhase.Revert ? OpenAsync(inner, work, token) : inner.PerformAsync(work, token))),
        new("foreign-write-undone", "an undo restores what was captured, whoever wrote since", ["S15"], () => new OneRepair(UndoAnywayAsync)),
        new("removed-write-repeated", "a write that somebody removed is made again", ["S15"], () => new GateGone(GateNames.IntendedState)),
        new("neighbour-unseen", "what a neighbour wrote after one looked is held to have been removed", ["truth"], () => new Blindly()),
        new("standing-forgotten", "nobody remembers what we wrote", ["S15"], () => new Lessor(inner => new NothingStands(inner))),
        new("sessions-not-counted", "nobody asks who is signed in", ["S8"], () => new GateGone(GateNames.Sessions)),
        new("pause-ignored", "nobody asks whether somebody paused", ["pause"], () => new GateGone(GateNames.Paused)),
        new("autonomy-ignored", "everything is automatic", ["S4"], () => new EverythingAutomatic()),
        new("approval-unbound", "an approval of any plan is one of this plan", ["S4"], () => new AnyApproval()),
        new("dry-run-ignored", "a dry run is a run", ["S4"], () => new DryRunLost()),
        new("rule-for-avd", "AVD hosts are treated as plain machines", ["S6"], () => new AvdAsMachines()),
        new("open-to-all", "a rule is written wider than it is listed", ["S6"], () => new OpenToAll()),
        new("healed-unproved", "every repair is called a cure", ["truth"], () => new Unproved()),
        new("renewals-not-joined", "each look begins a renewal", ["S11"], () => new Eager()),
        new("terminal-left", "an ended case is opened again", ["S14"], () => new Store(inner => new Forgetful(inner, c => c.Ended && c.Turn % 5 == 0 ? c with { State = CaseState.Diagnosing, Ending = null, EndedAt = null } : c))),
        new("journal-gaps", "not everything is written down", ["S12"], () => new Store(inner => new GappyJournal(inner))),
        new("secret-in-capture", "what was captured holds the key", ["S13"], () => new OneRepair((inner, work, token) => work.Phase == StepPhase.Capture ? LeakAsync(inner, work, token) : inner.PerformAsync(work, token))),
        new("never-released", "slots are not given back", ["L2", "L1", "S9"], () => new Lessor(inner => new NeverReleased(inner))),
        new("untidied", "what a crash left of run commands stays", ["L2"], () => new Untidied()),
        new("no-resume", "nothing finds what a crash left", ["S9", "L3"], () => new NoResume()),
        new("no-deadline", "waiting has no end", ["S9"], () => new Patient()),
    ];

    private static Task<StepOutcome> Done(string state, bool changed = false) => Task.FromResult<StepOutcome>(new StepOutcome.Done(state, changed));

    private static async Task<StepOutcome> LeakAsync(IRepair inner, StepWork work, CancellationToken token) =>
        await inner.PerformAsync(work, token) is StepOutcome.Done done ? done with { State = $"{{\"key\":\"{SimulatedAzure.Canary}\"}}" } : new StepOutcome.Done($"{{\"key\":\"{SimulatedAzure.Canary}\"}}", false);

    private static async Task<StepOutcome> CertainAsync(IRepair inner, StepWork work, CancellationToken token)
    {
        try
        {
            return await inner.PerformAsync(work, token);
        }
        catch (UncertainException trouble)
        {
            throw new RetriableException(trouble.Message, null, trouble);
        }
    }

    /// <summary>As if the host had been open: an already drained one is claimed, and opened at the end.</summary>
    private static async Task<StepOutcome> OpenAsync(IRepair inner, StepWork work, CancellationToken token)
    {
        if (work.Phase == StepPhase.Revert) return await inner.PerformAsync(work with { Captured = "{\"open\":true}", CalledAt = null }, token);
        return await inner.PerformAsync(work, token) is StepOutcome.Done done ? done with { Changed = true } : new StepOutcome.Done("{}", true);
    }

    /// <summary>Captures again right before the undo, so that whatever stands there looks like ours, and writes what was.</summary>
    private static async Task<StepOutcome> UndoAnywayAsync(IRepair inner, StepWork work, CancellationToken token)
    {
        if (work.Phase != StepPhase.Revert || inner.Kind != StepKinds.Backend) return await inner.PerformAsync(work, token);
        var other = work with { Phase = StepPhase.Apply, Step = work.Step with { Arguments = work.Step.Arguments.ToDictionary(one => one.Key, one => one.Key == StepArguments.Direction ? one.Value == "leave" ? "join" : "leave" : one.Value, StringComparer.Ordinal) } };
        return await inner.PerformAsync(other with { Phase = StepPhase.Apply }, token);
    }

    private sealed class OneRepair(Func<IRepair, StepWork, CancellationToken, Task<StepOutcome>> perform) : Parts
    {
        public override IRepair Repair(IRepair repair) => new OtherRepair(repair, perform);
    }

    private sealed class Store(Func<ICases, ICases> make) : Parts
    {
        public override ICases Cases(ICases cases) => make(cases);
    }

    private sealed class Papers(Func<IDocuments, IDocuments> make) : Parts
    {
        public override IDocuments Documents(IDocuments documents) => make(documents);
    }

    private sealed class Lessor(Func<Healing.Shared.ILeases, Healing.Shared.ILeases> make) : Parts
    {
        public override Healing.Shared.ILeases Leases(Healing.Shared.ILeases leases) => make(leases);
    }

    private sealed class Untidied : Parts
    {
        public override Healing.Ports.IGuestCollector Collector(Healing.Ports.IGuestCollector collector) => new NeverTidy(collector);
    }

    private class GateGone(string name) : Parts
    {
        public override IReadOnlyList<IGate> Gates(IReadOnlyList<IGate> gates) => [.. gates.Where(gate => gate.Name != name)];
    }

    /// <summary>The machine's own look at the age before each call is set by the policy, so the policy is changed too.</summary>
    private sealed class Stale() : GateGone(GateNames.FreshEvidence)
    {
        public override Policy Policy(Policy policy) => policy with { Freshness = TimeSpan.FromHours(12) };
    }

    private sealed class CompleteFirst : Parts
    {
        public override async Task HandleAsync(string body, string? session, Func<Message, Task<TurnEnd>> turn, ISettlement settlement, CancellationToken cancellationToken)
        {
            await settlement.CompleteAsync(cancellationToken);
            if (Envelope.Read(body, session).Message is { } message) await turn(message);
        }
    }

    private sealed class EverythingAutomatic : Parts
    {
        public override Policy Policy(Policy policy) => policy with { AutonomyByPool = new Dictionary<string, Autonomy>(StringComparer.Ordinal) };
    }

    private sealed class AnyApproval : Parts
    {
        public override IReadOnlyList<IGate> Gates(IReadOnlyList<IGate> gates) => [.. gates.Select(gate => gate.Name == GateNames.Autonomy ? new Lenient(gate) : gate)];

        private sealed class Lenient(IGate inner) : IGate
        {
            public string Name => inner.Name;

            public Refusal? Judge(GateQuestion question) => question.Case.State == CaseState.Planned && question.Case.Waits > 1 ? null : inner.Judge(question);
        }
    }

    private sealed class Blindly : Parts
    {
        public override IReadOnlyList<IGate> Gates(IReadOnlyList<IGate> gates) => [.. gates.Select(gate => gate.Name == GateNames.IntendedState ? new JustLooked(gate) : gate)];

        private sealed class JustLooked(IGate inner) : IGate
        {
            public string Name => inner.Name;

            public Refusal? Judge(GateQuestion question) => inner.Judge(question with { Case = question.Case with { Evidence = question.Case.Evidence! with { At = DateTimeOffset.MaxValue } } });
        }
    }

    private sealed class DryRunLost : Parts
    {
        public override IMessages Messages(IMessages messages) => new OtherMessages(messages, message => message.Message.Kind == MessageKinds.Request
            ? message with { Message = message.Message with { Body = Message.BodyOf(message.Message.BodyAs<RequestBody>() with { DryRun = false }) } }
            : message);

        public override ICases Cases(ICases cases) => new Forgetful(cases, c => c.Request is { DryRun: true } request ? c with { Request = request with { DryRun = false } } : c);
    }

    private sealed class AvdAsMachines : Parts
    {
        public override IReadOnlyList<IFailure> Failures(IReadOnlyList<IFailure> failures) => [.. failures.Select(failure => failure.Id.Value == "nsg-deny" ? new OtherFailure(failure, (inner, host, after, plan, at) => inner.Prove(host, after, plan, at), Machine, plan => plan) : failure)];

        public override IReadOnlyList<IGate> Gates(IReadOnlyList<IGate> gates) => [.. gates.Where(gate => gate.Name != GateNames.SecurityRatchet)];

        public override IRepair Repair(IRepair repair) => new OtherRepair(repair, (inner, work, token) => inner.PerformAsync(work with { Host = inner.Kind == StepKinds.SecurityRule ? Machine(work.Host) : work.Host }, token));

        private static Host Machine(Host host) => host with { SessionHostId = null };
    }

    private sealed class OpenToAll : Parts
    {
        public override ISecurityRules Rules(ISecurityRules rules) => new WiderRules(rules);
    }

    private sealed class Unproved : Parts
    {
        public override IReadOnlyList<IFailure> Failures(IReadOnlyList<IFailure> failures) => [.. failures.Select(failure => new OtherFailure(failure, (_, _, _, _, _) => new Cure(CureVerdict.Cured, "Surely."), host => host, plan => plan))];
    }

    private sealed class Eager : Parts
    {
        public override ICertificates Certificates(ICertificates certificates) => new EagerRenewals(certificates);
    }

    private sealed class NoResume : Parts
    {
        public override bool Resumes => false;
    }

    private sealed class Patient : Parts
    {
        public override Policy Policy(Policy policy) => policy with { Deadline = TimeSpan.FromDays(100) };
    }
}
