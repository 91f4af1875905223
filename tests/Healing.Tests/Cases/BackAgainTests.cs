using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>A fault that was cured in this case and is there again when the next one is proved.</summary>
public sealed class BackAgainTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly CaseMachine Machine = new([new Stub("first"), new Stub("second")], [], new Policy());

    [Theory]
    [InlineData(false, CaseState.Healed)]
    [InlineData(true, CaseState.Undoing)]
    public void A_case_is_not_healed_while_what_it_cured_before_is_back(bool back, CaseState state)
    {
        var evidence = Some.Evidence(Now) with { Signals = back ? [Some.Signal(Now, 1)] : [] };
        var proving = Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
        {
            State = CaseState.Verifying, Doing = Doing.CollectingEvidence, CollectorDone = true, HostSeen = Some.Machine, Evidence = evidence, VerifyingSince = Now,
            Helped = [new FailureId("first")], Plan = new Plan { Failure = new FailureId("second"), ForPerson = "x" },
        };
        var next = Machine.Next(proving, new CaseEvent.EvidenceCollected(Some.Machine, evidence), Now).Case;
        if (state == CaseState.Healed) next.State.ShouldBe(CaseState.Healed);
        else (next.Ended, next.Helped.Count).ShouldBe((false, 2));
    }

    /// <summary>There when any signal is, and for the second never; what it does always helps.</summary>
    private sealed class Stub(string id) : IFailure
    {
        public FailureId Id { get; } = new(id);

        public IReadOnlyList<Detector> Detectors { get; } = [];

        public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now) => Id.Value == "second" || evidence.Signals.Count == 0
            ? null
            : new Diagnosis { Failure = Id, Confidence = 0.9, Because = "it is there", Supports = [new Citation("it is there", "guest", Vantage.Guest, now)] };

        public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new() { Failure = Id, ForPerson = "For somebody: look." };

        public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => new(CureVerdict.Cured, "It works.");
    }
}
