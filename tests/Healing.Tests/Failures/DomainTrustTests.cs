using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class DomainTrustTests
{
    private const string Id = "domain-trust";

    private static DateTimeOffset Now => Verdicts.Now;

    private static GuestFacts Broken => SignInSamples.Domain(domain => domain with { SecureChannel = false });

    private static GuestFacts Stopped(string start = "Auto") => Some.Guest().With("Netlogon", _ => new GuestService("Stopped", start));

    [Fact]
    public void A_broken_trust_is_never_mended_by_a_machine_whatever_the_policy_says()
    {
        var plan = Verdicts.PlanOf(Id, SignInSamples.In(Broken), policy: new Policy { MendResidue = true });
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldSatisfyAllConditions(
            said => said.ShouldStartWith("For the Active Directory team:"), said => said.ShouldContain("Test-ComputerSecureChannel -Repair"), said => said.ShouldContain("Reset-ComputerMachinePassword"),
            said => said.ShouldContain("local administrator"), said => said.ShouldNotContain("DisableNLA"), said => said.ShouldNotContain("UserAuthentication"));
    }

    [Fact]
    public void Without_a_controller_a_failed_test_of_the_channel_says_nothing_about_it() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Domain(domain => domain with { SecureChannel = false, Controller = false }))).ShouldBeNull();

    [Theory]
    [InlineData("Entra")]
    [InlineData("Workgroup")]
    public void A_machine_in_no_domain_is_not_judged_even_with_rows_that_say_so(string type)
    {
        var evidence = SignInSamples.In(Broken with { Os = Broken.Os with { JoinType = type } }) with { Logs = SignInSamples.Logs([SignInSamples.Netlogon(3210)], SignInSamples.Failed("0xc000018c", 9)) };
        Verdicts.Judge(Id, evidence).ShouldBeNull();
    }

    [Fact]
    public void A_channel_that_is_tested_and_well_outweighs_older_rows() =>
        Verdicts.Judge(Id, SignInSamples.In(Some.Guest()) with { Logs = SignInSamples.Logs([SignInSamples.Netlogon(3210)], SignInSamples.Failed("0xc000018c", 9)) }).ShouldBeNull();

    [Fact]
    public void A_channel_that_could_not_be_tested_is_not_a_broken_one() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Domain(domain => domain with { SecureChannel = null, Controller = null }))).ShouldBeNull();

    [Fact]
    public void Logs_alone_are_enough_to_name_it_when_nobody_may_look_inside()
    {
        var diagnosis = Verdicts.Judge(Id, Some.Evidence(Now) with { Guest = SignInSamples.NotAsked, Logs = SignInSamples.Logs([SignInSamples.Netlogon(3210)]) })!;
        (diagnosis.Actionable, diagnosis.PersonOnly, diagnosis.Decisive).ShouldBe((true, true, false));
        diagnosis.NotCollected.ShouldContain(said => said.Contains("agent is not ready", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_AVD_service_says_against_a_well_channel_is_not_enough() =>
        Verdicts.Judge(Id, SignInSamples.Reported("DomainTrustCheck"), Some.SessionHost)!.Actionable.ShouldBeFalse();

    [Fact]
    public void A_lost_trust_by_status_alone_is_enough_for_a_person() =>
        Verdicts.Judge(Id, SignInSamples.Reported("x", "DomainTrustRelationshipLost") with { Guest = SignInSamples.NotAsked }, Some.SessionHost)!.ShouldSatisfyAllConditions(it => it.Actionable.ShouldBeTrue(), it => it.PersonOnly.ShouldBeTrue());

    [Theory]
    [InlineData(ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.Timeout)]
    [InlineData(ProbeOutcome.TlsFailed)]
    public void Where_nobody_gets_as_far_as_a_sign_in_it_only_contributes(ProbeOutcome outcome) =>
        Verdicts.Judge(Id, SignInSamples.In(Broken) with { Probe = Some.Knock(Now, outcome) })!.Part.ShouldBe(Part.Contributes);

    [Fact]
    public void Where_no_vantage_ever_reached_the_host_a_stopped_service_inside_still_tells_that_nobody_gets_as_far() =>
        Verdicts.Judge(Id, SignInSamples.In(Broken.With("TermService", service => service with { State = "Stopped" })) with { Probe = Reading<ProbeFacts>.Missing("not collected", "probe", Vantage.Probe, Now) })!.Part.ShouldBe(Part.Contributes);

    [Fact]
    public void What_a_machine_can_mend_is_mended_before_a_person_is_asked()
    {
        var both = ListenerSamples.Refused(Broken.With("TermService", service => service with { State = "Stopped" }) with { Listener = new GuestListener(3389, false, 0) });
        Verdicts.Ranked(both)[0].Failure.Value.ShouldBe("termservice-down");
    }

    [Fact]
    public void A_stopped_Netlogon_is_started_without_asking_and_a_disabled_one_only_with_an_approval_and_once()
    {
        var start = Verdicts.PlanOf(Id, SignInSamples.In(Stopped())).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        (start.Name, start.Risk, start.NeedsApproval, start.Touches.Count).ShouldBe((StepNames.StartNetlogon, Risk.R1, false, 0));
        var lent = Verdicts.PlanOf(Id, SignInSamples.In(Stopped("Disabled"))).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        (lent.NeedsApproval, lent.Touches.Count).ShouldBe((true, 1));
    }

    [Fact]
    public void Netlogon_of_a_machine_that_DSC_configures_is_its_owners()
    {
        var evidence = SignInSamples.In(Stopped() with { Owners = ["dsc"] });
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Id, evidence);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the owner of its DSC configuration:");
    }

    [Fact]
    public void A_personal_desktop_is_not_drained_for_it() =>
        Verdicts.PlanOf(Id, SignInSamples.In(Stopped()), Some.SessionHost with { Role = HostRole.Personal }).Rungs.SelectMany(rung => rung.Steps).ShouldNotContain(step => step.Kind == StepKinds.Drain);

    [Fact]
    public void An_open_port_is_no_proof_that_people_sign_in()
    {
        var after = SignInSamples.In(Stopped()) with { Logs = SignInSamples.Logs([]) };
        Verdicts.Prove(Id, after).Verdict.ShouldBe(CureVerdict.CannotTell);
        var got = after with { Logs = Some.Of(Some.Logs(Now) with { Successes = new ConnectionCount(1, 1, Now) }, Now, Vantage.Logs) };
        Verdicts.Prove(Id, got).Verdict.ShouldBe(CureVerdict.Cured);
    }
}
