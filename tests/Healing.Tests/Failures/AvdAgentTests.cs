using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class AvdAgentTests
{
    private const string Id = "avd-agent-down";

    private static readonly Host Personal = Some.SessionHost with { Role = HostRole.Personal };

    private static Diagnosis? Judge(HostEvidence evidence, Host? host = null) => Verdicts.Judge(Id, evidence, host ?? Some.SessionHost);

    private static HostEvidence Silent(Func<GuestFacts, GuestFacts> change) => AvdSamples.Silent(change(Some.Desktop()));

    [Fact]
    public void A_stopped_boot_loader_is_started_and_nobody_is_drained_for_it() =>
        Verdicts.PlanOf(Id, AvdSamples.Silent(AvdSamples.Stopped(Some.Desktop())), Some.SessionHost).Ladder().ShouldBe(["start-avd-agent"]);

    [Fact]
    public void A_personal_desktop_gets_the_same_start() =>
        Verdicts.PlanOf(Id, AvdSamples.Silent(AvdSamples.Stopped(Some.Desktop())), Personal).Ladder().ShouldBe(["start-avd-agent"]);

    [Fact]
    public void A_disabled_start_mode_is_changed_once_and_remembered() =>
        Verdicts.PlanOf(Id, AvdSamples.Silent(AvdSamples.Stopped(Some.Desktop(), "Disabled")), Some.SessionHost).Rungs[0].Steps[0].Touches.ShouldBe([$"{Some.HostId.Value}/guest/RDAgentBootLoader start mode"]);

    [Fact]
    public void A_silent_agent_that_reaches_everything_is_restarted_without_touching_sessions()
    {
        Judge(AvdSamples.Silent(Some.Desktop()))!.Because.ShouldContain("hangs");
        Verdicts.PlanOf(Id, AvdSamples.Silent(Some.Desktop()), Some.SessionHost).Ladder().ShouldBe(["restart-avd-agent"]);
    }

    [Fact]
    public void A_host_that_is_not_registered_is_not_cured_by_a_start() =>
        Judge(AvdSamples.Silent(AvdSamples.Stopped(AvdSamples.Unregistered("INVALID_REGISTRATION_TOKEN"))))!.Part.ShouldBe(Part.Contributes);

    [Fact]
    public void A_host_that_does_not_reach_the_broker_does_not_hang() => Judge(Silent(guest => guest with { Avd = guest.Avd! with { Broker = false } })).ShouldBeNull();

    [Fact]
    public void A_broker_that_was_not_asked_proves_nothing() => Judge(Silent(guest => guest with { Avd = guest.Avd! with { Broker = null } }))!.Actionable.ShouldBeFalse();

    [Fact]
    public void Silence_alone_is_not_enough_when_nobody_could_look_inside() =>
        Judge(AvdSamples.Silent(Some.Desktop()) with { Guest = Reading<GuestFacts>.Missing("not collected: not permitted", "guest collector", Vantage.Guest, Verdicts.Now) })!.Actionable.ShouldBeFalse();

    [Fact]
    public void A_host_that_autoscale_shut_down_is_nobodys_fault() =>
        Judge(AvdSamples.Reported(AvdSamples.Stopped(Some.Desktop()), "Shutdown", [])).ShouldBeNull();

    [Fact]
    public void An_upgrade_is_left_alone_for_half_an_hour_and_then_handed_over()
    {
        Judge(AvdSamples.Reported(Some.Desktop(), "Upgrading", [], Verdicts.Now - TimeSpan.FromMinutes(20))).ShouldBeNull();
        var stuck = AvdSamples.Reported(Some.Desktop(), "Upgrading", [], Verdicts.Now - TimeSpan.FromMinutes(31));
        Judge(stuck)!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Id, stuck, Some.SessionHost);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("SxSStack*.msi");
    }

    [Fact]
    public void An_upgrade_of_unknown_age_is_not_called_stuck() => Judge(AvdSamples.Reported(Some.Desktop(), "Upgrading", [])).ShouldBeNull();

    [Fact]
    public void A_missing_agent_is_for_a_person_and_one_that_could_not_be_read_is_not_missing()
    {
        Judge(AvdSamples.Silent(Some.Guest()))!.PersonOnly.ShouldBeTrue();
        Judge(AvdSamples.Silent(Some.Guest() with { Problems = new Dictionary<string, string>(StringComparer.Ordinal) { ["avd"] = "access denied" } })).ShouldBeNull();
    }

    [Fact]
    public void A_plain_machine_has_no_agent_to_miss() => Judge(Some.Evidence(Verdicts.Now), Some.Machine).ShouldBeNull();

    [Fact]
    public void An_agent_that_reports_again_has_helped_when_another_check_fails()
    {
        var after = AvdSamples.Reported(Some.Desktop(), "Unavailable", ["DomainTrustCheck"]);
        Verdicts.Prove(Id, after, Some.SessionHost).Verdict.ShouldBe(CureVerdict.Helped);
        Verdicts.Prove(Id, AvdSamples.Silent(Some.Desktop()), Some.SessionHost).Verdict.ShouldBe(CureVerdict.NotCured);
    }
}
