using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class TermServiceDownTests
{
    private const string Id = "termservice-down";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Ended(int code, string account = @"NT AUTHORITY\NetworkService", string state = "Stopped") =>
        ListenerSamples.Refused(Some.Guest(state).With("TermService", service => service with { ExitCode = code, Account = account }));

    [Theory]
    [InlineData("Stopped", "start-termservice, restart-termservice")]
    [InlineData("StopPending", "restart-termservice")]
    [InlineData("StartPending", "restart-termservice")]
    public void What_is_done_follows_from_the_state_of_the_service(string state, string ladder) =>
        string.Join(", ", Verdicts.PlanOf(Id, Ended(0, state: state)).Ladder()).ShouldBe(ladder);

    [Fact]
    public void A_wrong_account_is_set_back_once_and_never_restarted_over()
    {
        var plan = Verdicts.PlanOf(Id, Ended(1069, @"CORP\svc-rdp"));
        plan.Ladder().ShouldBe(["restore-termservice-account"]);
        plan.Rungs[0].Steps[^1].Touches.ShouldHaveSingleItem().ShouldEndWith("/guest/TermService account");
    }

    [Fact]
    public void A_disabled_service_is_enabled_once_and_never_restarted_over()
    {
        var plan = Verdicts.PlanOf(Id, ListenerSamples.Refused(Some.Guest("Stopped").With("TermService", service => service with { Start = "Disabled" })));
        plan.Ladder().ShouldBe(["start-termservice"]);
        plan.Rungs[0].Steps[^1].Touches.ShouldHaveSingleItem().ShouldEndWith("/guest/TermService start mode");
    }

    [Theory]
    [InlineData(1069, @"NT AUTHORITY\NETWORK SERVICE")]
    [InlineData(0, @"CORP\svc-rdp")]
    public void Another_account_is_not_touched_unless_it_cannot_sign_in(int code, string account) =>
        Verdicts.PlanOf(Id, Ended(code, account)).Ladder().ShouldBe(["start-termservice", "restart-termservice"]);

    [Fact]
    public void A_start_that_is_denied_is_for_a_person()
    {
        Verdicts.Judge(Id, Ended(5))!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, Ended(5)).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_personal_desktop_is_only_started()
    {
        var personal = Some.SessionHost with { Role = HostRole.Personal };
        Verdicts.PlanOf(Id, Some.DesktopEvidence(Now) with { Guest = Some.Of(Some.Guest("Stopped"), Now) }, personal).Ladder().ShouldBe(["start-termservice"]);
    }

    [Fact]
    public void A_service_is_only_said_to_hang_when_nothing_else_explains_the_silence()
    {
        Verdicts.Judge(Id, ListenerSamples.Refused(Some.Guest(listening: false)))!.Actionable.ShouldBeTrue();
        Verdicts.Judge(Id, ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest(listening: false), 1))).ShouldBeNull();
        Verdicts.Judge(Id, ListenerSamples.Refused(ListenerSamples.Server(server => server with { EnableWinStation = 0 }, listening: false))).ShouldBeNull();
    }

    [Fact]
    public void A_port_that_waits_for_the_next_start_is_no_hang()
    {
        var waits = ListenerSamples.Ported(Some.Guest(listening: false), 3390);
        Verdicts.Judge(Id, Some.Evidence(Now) with { Guest = Some.Of(waits, Now) }).ShouldBeNull();
        Verdicts.Judge(Id, ListenerSamples.Refused(waits))!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void An_AVD_host_whose_side_by_side_listener_listens_does_not_hang_whatever_became_of_RDP_Tcp() =>
        Verdicts.Judge(Id, Some.DesktopEvidence(Now) with { Guest = Some.Of(Some.Desktop() with { Listener = new GuestListener(3389, false, 0) }, Now) }, Some.SessionHost).ShouldBeNull();

    [Fact]
    public void On_an_AVD_host_that_switched_RDP_Tcp_off_a_missing_stack_alone_is_not_enough()
    {
        var guest = Some.Desktop() with { Listener = new GuestListener(3389, false, 0), Server = Some.Desktop().Server! with { EnableWinStation = 0 }, Avd = Some.Desktop().Avd! with { SxsListener = null } };
        Verdicts.Judge(Id, ListenerSamples.Unready(guest), Some.SessionHost)!.Actionable.ShouldBeFalse();
        var complained = ListenerSamples.Unready(guest) with { Logs = Some.Of(Some.Logs(Now) with { Events = [new LogEvent("System", "Service Control Manager", 7011, 3, Now, "A timeout was reached while waiting for a transaction response from the TermService service.")] }, Now, Vantage.Logs) };
        Verdicts.Judge(Id, complained, Some.SessionHost)!.Actionable.ShouldBeTrue();
    }

    [Fact]
    public void Another_services_complaint_is_not_cited()
    {
        var evidence = Ended(0) with { Logs = Some.Of(Some.Logs(Now) with { Events = [new LogEvent("System", "Service Control Manager", 7031, 3, Now, "The Print Spooler service terminated unexpectedly.")] }, Now, Vantage.Logs) };
        Verdicts.Judge(Id, evidence)!.Supports.ShouldNotContain(citation => citation.Fact.Contains("Spooler", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ProbeOutcome.TlsFailed, CureVerdict.Helped)]
    [InlineData(ProbeOutcome.Timeout, CureVerdict.Helped)]
    [InlineData(ProbeOutcome.NoAnswer, CureVerdict.NotCured)]
    [InlineData(ProbeOutcome.Answered, CureVerdict.Cured)]
    public void A_started_service_has_helped_as_far_as_it_is_its_own(ProbeOutcome outcome, CureVerdict verdict) =>
        Verdicts.Prove(Id, Some.Evidence(Now) with { Probe = Some.Knock(Now, outcome) }).Verdict.ShouldBe(verdict);

    [Fact]
    public void What_no_start_cures_is_cured_first_and_the_service_is_only_named()
    {
        var ranked = Verdicts.Ranked(ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest("Stopped"), 1)));
        ranked.Select(diagnosis => diagnosis.Failure.Value).Take(2).ShouldBe(["rdp-disabled", Id]);
        ranked[1].Part.ShouldBe(Part.Contributes);
    }
}
