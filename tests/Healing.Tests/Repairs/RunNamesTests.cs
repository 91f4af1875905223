using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Repairs;

public sealed class RunNamesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly Step Restart = new() { Name = StepNames.RestartTermService, Kind = StepKinds.Script, Risk = Risk.R2 };

    private static Case Third() => new CaseMachine(FailureCatalogue.All, [], new Policy()).Open(Some.Machine.Id, Some.Machine.Name, null, 3, Now).Case with
    {
        CollectorRuns = 2,
        Steps = [new TakenStep { Step = Restart, Rung = 0, Begun = true }, new TakenStep { Step = Restart, Rung = 0, Abandoned = true }, new TakenStep { Step = Restart, Rung = 1 }],
    };

    private static string Named(Case c, int index, StepPhase phase) => RunNames.Of(StepWork.Of(c.Id, Some.Machine, Restart, index, phase, 1, null));

    [Fact]
    public void Runs_of_earlier_cases_and_of_steps_that_were_begun_or_given_up_are_over()
    {
        var c = Third();
        var earlier = c with { Id = new CaseId(c.Id.Value[..^1] + "2") };
        foreach (var name in (string[])[Named(c, 0, StepPhase.Capture), Named(c, 0, StepPhase.Apply), Named(c, 1, StepPhase.Capture), Named(earlier, 5, StepPhase.Apply), RunNames.Of(c.Id, 1), RunNames.Of(earlier.Id, 7)])
            RunNames.IsOver(name, c).ShouldBeTrue(name);
    }

    [Fact]
    public void Once_the_case_has_ended_what_it_put_is_over_and_an_apply_that_it_knows_nothing_of_is_not()
    {
        var c = Third() with { State = CaseState.Healed };
        foreach (var name in (string[])[Named(c, 2, StepPhase.Capture), RunNames.Of(c.Id, 2)]) RunNames.IsOver(name, c).ShouldBeTrue(name);
        foreach (var name in (string[])[Named(c, 2, StepPhase.Apply), Named(c, 2, StepPhase.Revert), Named(c, 3, StepPhase.Capture)]) RunNames.IsOver(name, c).ShouldBeFalse(name);
    }

    [Fact]
    public void What_the_case_may_have_put_since_and_what_is_not_ours_is_left_alone()
    {
        var c = Third();
        foreach (var name in (string[])[Named(c, 2, StepPhase.Capture), Named(c, 3, StepPhase.Apply), RunNames.Of(c.Id, 2), RunNames.Of(c.Id, 3), "backup-agent", "rdpmedic", $"rdpmedic-{c.Id}-x-apply-1"])
            RunNames.IsOver(name, c).ShouldBeFalse(name);
    }
}
