using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>A write whose answer was lost, with a process that died in the middle of it.</summary>
public sealed class LostRevertTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly CaseMachine Machine = new([], [], new Policy());

    private static Case Called(StepPhase phase, int attempt) => Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
    {
        State = phase == StepPhase.Revert ? CaseState.Undoing : CaseState.Repairing,
        Doing = Doing.PerformingStep,
        HostSeen = Some.Machine,
        Plan = new Plan { Failure = new FailureId("x"), ForPerson = "For somebody: look." },
        Steps = [new TakenStep { Rung = 0, Step = new Step { Name = StepNames.DrainSessionHost, Kind = StepKinds.Drain, Risk = Risk.R1, GiveBack = true }, Begun = true, Captured = "{\"open\":true}", Applied = phase == StepPhase.Revert, Changed = phase == StepPhase.Revert }],
        Progress = new StepProgress(0, phase, attempt, null, Now.AddMinutes(-2), Now.AddMinutes(-2)),
    };

    private static Case After(Case called, bool inquired) => Machine.Next(called, new CaseEvent.StepAnswered(new StepOutcome.Failed("the host is still drained", Changed: true), inquired), Now).Case;

    [Fact]
    public void A_revert_that_did_not_take_hold_is_called_again()
    {
        var next = After(Called(StepPhase.Revert, 1), inquired: true);
        (next.Ended, next.Progress!.Phase, next.Progress.Attempt, next.Progress.Issued).ShouldBe((false, StepPhase.Revert, 2, false));
        next.Steps[0].Reverted.ShouldBeFalse();
    }

    [Fact]
    public void After_three_calls_it_is_left_behind_and_named()
    {
        var next = After(Called(StepPhase.Revert, 3), inquired: true);
        (next.Steps[0].Residue, next.Ending!.State).ShouldBe((true, CaseState.Escalated));
        next.Ending.Reason.ShouldContain("could not be undone");
    }

    [Fact]
    public void A_revert_that_was_answered_with_a_refusal_is_not_called_again() => After(Called(StepPhase.Revert, 1), inquired: false).Steps[0].Residue.ShouldBeTrue();

    [Fact]
    public void An_apply_is_never_called_again()
    {
        var next = After(Called(StepPhase.Apply, 1), inquired: true);
        next.Progress?.Phase.ShouldNotBe(StepPhase.Apply);
        next.Steps[0].Applied.ShouldBeTrue();
    }
}
