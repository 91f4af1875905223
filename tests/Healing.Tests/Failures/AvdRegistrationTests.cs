using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class AvdRegistrationTests
{
    private const string Id = "avd-registration";

    private static readonly HostEvidence Expired = AvdSamples.Silent(AvdSamples.Unregistered("EXPIRED_REGISTRATION_TOKEN"));

    private static Diagnosis? Judge(HostEvidence evidence, Policy? policy = null, Host? host = null) => Verdicts.Judge(Id, evidence, host ?? Some.SessionHost, policy ?? AvdSamples.Registers);

    private static Plan PlanOf(HostEvidence evidence, Policy? policy = null, Host? host = null) => Verdicts.PlanOf(Id, evidence, host ?? Some.SessionHost, policy ?? AvdSamples.Registers);

    [Fact]
    public void Without_the_setting_a_person_registers_it_and_is_told_how()
    {
        Judge(Expired, new Policy())!.PersonOnly.ShouldBeTrue();
        var plan = PlanOf(Expired, new Policy());
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the AVD administrators:");
        plan.ForPerson.ShouldContain("RegisterHosts");
    }

    [Fact]
    public void With_the_setting_it_is_registered_by_one_step_that_names_its_pool()
    {
        var step = PlanOf(Expired).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        step.Name.ShouldBe(StepNames.RegisterSessionHost);
        step.Risk.ShouldBe(Risk.R1);
        step.Arguments[StepArguments.HostPool].ShouldEndWith("/hostPools/hp");
        step.NeedsApproval.ShouldBeFalse();
    }

    [Fact]
    public void No_argument_of_the_step_is_a_token() =>
        PlanOf(Expired).Rungs[0].Steps[0].Arguments.Keys.ShouldNotContain(key => key.Contains("token", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Two_hosts_of_a_pool_have_two_fingerprints_so_that_one_registration_is_not_taken_for_the_others()
    {
        var other = Some.SessionHost with { SessionHostId = Some.SessionHost.SessionHostId!.Replace("vm-1", "vm-2", StringComparison.Ordinal) };
        PlanOf(Expired, host: other).Rungs[0].Steps[0].Fingerprint.ShouldNotBe(PlanOf(Expired).Rungs[0].Steps[0].Fingerprint, StringComparer.Ordinal);
        PlanOf(Expired).Rungs[0].Steps[0].Touches.Count.ShouldBe(2);
    }

    [Fact]
    public void A_personal_desktop_is_registered_only_with_an_approval() =>
        PlanOf(Expired, host: Some.SessionHost with { Role = HostRole.Personal }).Rungs[0].Steps[0].NeedsApproval.ShouldBeTrue();

    [Fact]
    public void A_name_that_is_taken_is_for_a_person_because_nobody_removes_a_session_host_by_machine()
    {
        var clash = AvdSamples.Silent(AvdSamples.Unregistered("NAME_ALREADY_REGISTERED"));
        Judge(clash)!.PersonOnly.ShouldBeTrue();
        PlanOf(clash).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_host_that_was_removed_from_its_pool_is_left_as_somebody_decided()
    {
        var removed = Some.Evidence(Verdicts.Now) with { Guest = Some.Of(Some.Desktop(), Verdicts.Now) };
        var diagnosis = Judge(removed, host: Some.Machine)!;
        diagnosis.PersonOnly.ShouldBeTrue();
        diagnosis.Part.ShouldBe(Part.Bystander);
        PlanOf(removed, host: Some.Machine).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_broker_that_is_not_reached_comes_first()
    {
        var unreached = AvdSamples.Unreached(network => network with { Proxy = "proxy:8080" });
        Judge(AvdSamples.Silent(unreached with { Avd = unreached.Avd! with { Registered = false } }))!.Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void A_complaint_from_before_the_last_heartbeat_is_over()
    {
        var old = AvdSamples.Said(Some.Desktop(), "INVALID_REGISTRATION_TOKEN");
        Judge(AvdSamples.Silent(old with { Avd = old.Avd! with { EventAt = Verdicts.Now - TimeSpan.FromHours(3) } })).ShouldBeNull();
    }

    [Fact]
    public void An_unreachable_broker_that_the_agent_complains_of_is_no_registration() => Judge(AvdSamples.Silent(AvdSamples.Said(Some.Desktop(), "INVALID_FORM"))).ShouldBeNull();

    [Fact]
    public void A_token_left_in_the_registry_of_a_registered_host_means_nothing() =>
        Judge(Some.DesktopEvidence(Verdicts.Now) with { Guest = Some.Of(Some.Desktop() with { Avd = Some.Desktop().Avd! with { TokenPresent = true } }, Verdicts.Now) }).ShouldBeNull();

    [Fact]
    public void What_the_service_hears_is_not_registered_anew_on_the_registrys_word_alone() =>
        Judge(Some.DesktopEvidence(Verdicts.Now) with { Guest = Some.Of(AvdSamples.Unregistered("x"), Verdicts.Now) })!.Actionable.ShouldBeFalse();

    [Fact]
    public void A_host_whose_pool_cannot_be_asked_for_it_may_have_been_removed_and_is_not_put_back() =>
        Judge(Expired with { SessionHost = Reading<SessionHostFacts>.Missing("not collected: 404 ResourceNotFound", "AVD session host", Vantage.ControlPlane, Verdicts.Now) })!.Actionable.ShouldBeFalse();
}
