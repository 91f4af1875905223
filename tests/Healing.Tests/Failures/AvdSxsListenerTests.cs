using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class AvdSxsListenerTests
{
    private const string Id = "avd-sxs-listener";

    private static readonly HostEvidence Off = ListenerSamples.Unready(AvdSamples.Sxs(avd => avd with { SxsEnabled = 0 }));

    private static readonly HostEvidence Away = ListenerSamples.Unready(AvdSamples.Sxs(avd => avd));

    private static Diagnosis? Judge(HostEvidence evidence, Host? host = null) => Verdicts.Judge(Id, evidence, host ?? Some.SessionHost);

    [Fact]
    public void It_is_drained_switched_on_and_its_service_restarted_in_this_order() =>
        Verdicts.PlanOf(Id, Off, Some.SessionHost).Ladder().ShouldBe(["drain-session-host enable-sxs-listener restart-termservice"]);

    [Fact]
    public void Values_that_are_right_are_not_written() => Verdicts.PlanOf(Id, Away, Some.SessionHost).Ladder().ShouldBe(["drain-session-host restart-termservice"]);

    [Fact]
    public void A_personal_desktop_is_neither_drained_nor_restarted()
    {
        var plan = Verdicts.PlanOf(Id, Off, Some.SessionHost with { Role = HostRole.Personal });
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("agree a time with the user");
    }

    [Fact]
    public void Nothing_is_reinstalled_by_a_machine_and_a_person_gets_the_steps()
    {
        Verdicts.PlanOf(Id, Away, Some.SessionHost).Rungs.SelectMany(rung => rung.Steps).ShouldAllBe(step => step.Risk <= Risk.R2);
        Verdicts.PlanOf(Id, Away, Some.SessionHost).ForPerson.ShouldContain("SxSStack*.msi");
    }

    [Fact]
    public void Where_connections_are_denied_or_the_service_is_down_that_comes_first()
    {
        Judge(ListenerSamples.Unready(ListenerSamples.Denied(AvdSamples.Sxs(avd => avd with { SxsEnabled = 0 }), 1)))!.Part.ShouldBe(Part.Contributes);
        Judge(ListenerSamples.Unready(AvdSamples.Sxs(avd => avd with { SxsEnabled = 0 }).With("TermService", service => service with { State = "Stopped" })))!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void Without_either_listener_it_is_the_service_that_hangs() =>
        Judge(ListenerSamples.Unready(AvdSamples.Sxs(avd => avd) with { Listener = new GuestListener(3389, false, 0) })).ShouldBeNull();

    [Fact]
    public void An_RDP_Tcp_that_was_switched_off_on_purpose_says_nothing_of_the_service()
    {
        var hardened = AvdSamples.Sxs(avd => avd) with { Listener = new GuestListener(3389, false, 0) };
        Judge(ListenerSamples.Unready(hardened with { Server = hardened.Server! with { EnableWinStation = 0, Listener = null } }))!.Actionable.ShouldBeTrue();
    }

    [Fact]
    public void A_stack_that_is_not_installed_is_for_a_person()
    {
        var missing = ListenerSamples.Unready(AvdSamples.Sxs(avd => avd with { SxsVersion = null, SxsEnabled = null, ReverseConnect = null }));
        Judge(missing)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, missing, Some.SessionHost).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_check_alone_is_not_enough_when_nobody_could_look_inside() =>
        Judge(Off with { Guest = Reading<GuestFacts>.Missing("not collected: not permitted", "guest collector", Vantage.Guest, Verdicts.Now) })!.Actionable.ShouldBeFalse();

    [Fact]
    public void A_listener_that_is_there_is_no_fault_whatever_an_old_report_says() => Judge(ListenerSamples.Unready(Some.Desktop())).ShouldBeNull();

    [Fact]
    public void A_check_that_passes_while_another_fails_has_helped() =>
        Verdicts.Prove(Id, AvdSamples.Reported(Some.Desktop(), "Unavailable", ["FSLogixHealthCheck"]), Some.SessionHost).Verdict.ShouldBe(CureVerdict.Helped);
}
