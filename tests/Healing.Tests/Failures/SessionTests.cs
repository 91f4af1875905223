using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Sessions that are too many, and sessions that are none.</summary>
public sealed class SessionTests
{
    private const string Full = "session-capacity";

    private const string Ghost = "session-ghost";

    private static DateTimeOffset Now => Verdicts.Now;

    private static readonly HostEvidence Stuck = SessionSamples.Desktop(Some.Desktop() with { Sessions = new GuestSessions(2, 1) { Stuck = 1 } });

    private static HostEvidence Limited(long limit, int sessions) => SessionSamples.Inside(SessionSamples.Limited(limit, sessions));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(10, 12, true)]
    public void A_limit_that_may_fit_the_machine_is_lifted_only_with_an_approval(long limit, int sessions, bool asks)
    {
        var plan = Verdicts.PlanOf(Full, Limited(limit, sessions));
        plan.Ladder().ShouldBe(["lift-session-limit", "lift-session-limit restart-termservice"]);
        plan.Rungs.SelectMany(rung => rung.Steps).Where(step => step.Name == StepNames.LiftSessionLimit).ShouldAllBe(step => step.NeedsApproval == asks && step.Touches.Count == 1);
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(4294967295, 40)]
    public void A_limit_that_is_not_reached_is_none(long limit, int sessions) => Verdicts.Judge(Full, Limited(limit, sessions)).ShouldBeNull();

    [Fact]
    public void Sessions_without_a_user_take_places_too() =>
        Verdicts.Judge(Full, SessionSamples.Inside(SessionSamples.Limited(2, 1) with { Sessions = new GuestSessions(1, 0) { Stuck = 1 } }))!.Actionable.ShouldBeTrue();

    [Theory]
    [InlineData("mdm-rdp", "the Intune team")]
    [InlineData("dsc", "the owner of its DSC configuration")]
    public void A_limit_that_somebody_else_owns_is_handed_over(string owner, string whom)
    {
        var owned = SessionSamples.Inside(SessionSamples.Limited(1, 1) with { Owners = [owner] });
        Verdicts.Judge(Full, owned)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Full, owned).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Full, owned).ForPerson.ShouldStartWith($"For {whom}:");
    }

    [Fact]
    public void Nobody_is_ever_signed_off_to_make_room()
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == Full))
        {
            var plan = Verdicts.PlanOf(Full, sample.Evidence, sample.Host);
            plan.Rungs.SelectMany(rung => rung.Steps).ShouldAllBe(step => step.Name == StepNames.LiftSessionLimit || step.Name == StepNames.RestartTermService || step.GiveBack);
            plan.ForPerson.ShouldNotContain("logoff.exe");
        }
    }

    [Fact]
    public void Two_administrators_are_a_fault_only_when_a_third_is_turned_away()
    {
        var taken = SessionSamples.Inside(Some.Guest() with { Sessions = new GuestSessions(1, 1) });
        Verdicts.Judge(Full, taken).ShouldBeNull();
        Verdicts.Judge(Full, taken.With(SessionSamples.Begun(5, 4))).ShouldBeNull();
        Verdicts.Judge(Full, taken.With(SessionSamples.Begun(6, 2)))!.PersonOnly.ShouldBeTrue();
        Verdicts.Judge(Full, SessionSamples.Inside(taken.Guest.Value! with { Licensing = new GuestLicensing(true, 4, null, [], null) }).With(SessionSamples.Begun(6, 2))).ShouldBeNull();
    }

    [Fact]
    public void The_limit_of_RDP_Tcp_is_not_what_AVD_users_meet() => Verdicts.Judge(Full, SessionSamples.Desktop(Some.Desktop() with { Server = Some.Desktop().Server! with { MaxInstances = 0 } }), Some.SessionHost).ShouldBeNull();

    [Fact]
    public void Behind_a_shut_door_a_reached_limit_only_contributes() =>
        Verdicts.Judge(Full, Limited(1, 1) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) })!.Part.ShouldBe(Part.Contributes);

    [Fact]
    public void A_session_without_a_user_is_reset_by_a_script_that_touches_no_session()
    {
        var step = Verdicts.PlanOf(Ghost, Stuck, Some.SessionHost).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        (step.Name, step.Risk, step.Kind).ShouldBe((StepNames.ResetGhostSession, Risk.R1, StepKinds.Script));
        var script = ScriptLibrary.Text("session-ghost-repair");
        script.ShouldContain("AddMinutes(-15)");
        script.ShouldNotContain("logoff", Shouldly.Case.Insensitive);
        script.ShouldNotContain("Stop-Process");
        // Asked again for each one, right before it is reset.
        script.ShouldContain("if (@(Get-Ghost) -notcontains $id) { continue }");
    }

    [Fact]
    public void A_stuck_session_of_which_nobody_complains_only_contributes()
    {
        Verdicts.Judge(Ghost, Stuck, Some.SessionHost)!.Part.ShouldBe(Part.Contributes);
        Verdicts.Judge(Ghost, Stuck with { Signals = [SessionSamples.Signal(Ghost)] }, Some.SessionHost)!.Part.ShouldBe(Part.Cause);
    }

    [Fact]
    public void More_sessions_in_the_service_than_in_Windows_are_no_fault_by_themselves()
    {
        var orphaned = SessionSamples.Orphaned();
        Verdicts.Judge(Ghost, orphaned, Some.SessionHost)!.PersonOnly.ShouldBeTrue();
        Verdicts.Judge(Ghost, orphaned with { Logs = Some.Of(Some.Logs(Now), Now, Vantage.Logs) }, Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void Sessions_that_only_the_service_knows_are_never_removed_by_us()
    {
        var plan = Verdicts.PlanOf(Ghost, SessionSamples.Orphaned(), Some.SessionHost);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("Never one that quser.exe shows");
    }

    [Fact]
    public void A_ghost_that_is_gone_proves_nothing_on_a_host_that_people_do_not_reach() =>
        Verdicts.Prove(Ghost, Stuck with { SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable" }, Now, Vantage.ControlPlane) }, Some.SessionHost).Verdict.ShouldBe(CureVerdict.NotCured);
}
