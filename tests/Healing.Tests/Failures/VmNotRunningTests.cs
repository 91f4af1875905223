using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class VmNotRunningTests
{
    private const string Id = "vm-not-running";

    private static DateTimeOffset Now => Verdicts.Now;

    private static readonly HostEvidence Unexplained = NetworkSamples.Off("stopped");

    private static HostEvidence For(TimeSpan time, string power = "stopped") => Unexplained with { Machine = Some.Of(new MachineFacts(power, false, Now - time, "Succeeded"), Now, Vantage.ControlPlane) };

    private static HostEvidence Pool(int serving) => Unexplained with { Pool = Some.Of(new PoolCapacity(serving, 10, 4), Now, Vantage.ControlPlane) };

    [Fact]
    public void What_nobody_stopped_is_started_with_an_approval_and_touches_no_session()
    {
        var step = Verdicts.PlanOf(Id, Unexplained).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        (step.Name, step.Kind, step.Risk, step.NeedsApproval).ShouldBe((StepNames.StartMachine, StepKinds.Power, Risk.R1, true));
    }

    [Theory]
    [InlineData("dana@corp.example")]
    [InlineData("autoscale")]
    [InlineData("terraform")]
    public void What_somebody_stopped_stays_off_and_he_is_named(string who)
    {
        var plan = Verdicts.PlanOf(Id, NetworkSamples.Off("deallocated", who));
        plan.NoFault.ShouldNotBeNull().ShouldContain(who);
        plan.Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_judged_before_the_activity_log_can_tell()
    {
        var plan = Verdicts.PlanOf(Id, For(TimeSpan.FromMinutes(10)));
        plan.Waits.ShouldNotBeNull().OpensAt.ShouldBe(Now + TimeSpan.FromMinutes(15));
        plan.Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Id, For(TimeSpan.FromMinutes(26))).Rungs.ShouldNotBeEmpty();
    }

    [Fact]
    public void Without_the_activity_log_nobody_can_say_that_nobody_stopped_it()
    {
        var blind = Unexplained with { Changes = Reading<Changes>.Missing("not collected: in no workspace", "activity log", Vantage.Logs, Now) };
        Verdicts.Judge(Id, blind)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, blind).Rungs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("starting")]
    [InlineData("stopping")]
    [InlineData("deallocating")]
    public void What_is_on_its_way_is_waited_for(string power)
    {
        var plan = Verdicts.PlanOf(Id, For(TimeSpan.FromHours(1), power));
        plan.Waits.ShouldNotBeNull().Gate.ShouldBe(GateNames.Settled);
        plan.Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_protected_machine_is_named_and_never_started()
    {
        var controller = Some.Machine with { Role = HostRole.Protected };
        Verdicts.Judge(Id, Unexplained, controller)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, Unexplained, controller).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_pooled_host_is_started_only_when_its_pool_serves_nobody()
    {
        Verdicts.PlanOf(Id, Pool(0), Some.SessionHost).Ladder().ShouldBe([StepNames.StartMachine]);
        Verdicts.PlanOf(Id, Pool(2), Some.SessionHost).NoFault.ShouldNotBeNull();
        Verdicts.PlanOf(Id, Unexplained, Some.SessionHost).NoFault.ShouldNotBeNull();
    }

    [Fact]
    public void A_machine_that_runs_is_none() => Verdicts.Judge(Id, Some.Evidence(Now)).ShouldBeNull();

    [Fact]
    public void That_it_runs_again_is_half_of_the_proof()
    {
        var plan = Verdicts.PlanOf(Id, Unexplained);
        Verdicts.Prove(Id, Unexplained, plan: plan).Verdict.ShouldBe(CureVerdict.NotCured);
        Verdicts.Prove(Id, Some.Evidence(Now), plan: plan).Verdict.ShouldBe(CureVerdict.Cured);
        // It may still be booting; later it is another failure's.
        var dark = Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) };
        Verdicts.Prove(Id, dark, plan: plan).Verdict.ShouldBe(CureVerdict.NotCured);
        Verdicts.Class(Id).Prove(Some.Machine, dark, plan, Now - TimeSpan.FromMinutes(9)).Verdict.ShouldBe(CureVerdict.Helped);
    }
}
