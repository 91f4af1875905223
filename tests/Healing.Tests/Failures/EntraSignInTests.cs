using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class EntraSignInTests
{
    private const string Id = "entra-signin";

    private const string Deleted = "FAILED. Device is either disabled or deleted";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Quiet(GuestFacts guest) => SignInSamples.In(guest) with { Logs = SignInSamples.Logs([]) };

    [Fact]
    public void A_device_that_Entra_does_not_accept_is_the_identity_teams()
    {
        var evidence = Quiet(SignInSamples.Joined(Deleted, extension: true));
        Verdicts.Judge(Id, evidence)!.ShouldSatisfyAllConditions(it => it.Decisive.ShouldBeTrue(), it => it.PersonOnly.ShouldBeTrue());
        Verdicts.PlanOf(Id, evidence).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain("Get-MgDevice"), plan => plan.ForPerson.ShouldNotContain("exclude"));
    }

    [Fact]
    public void A_hybrid_host_signs_people_in_by_its_domain() =>
        Verdicts.Judge(Id, Quiet(SignInSamples.Joined(Deleted, extension: false, type: "Hybrid")))!.Part.ShouldBe(Part.Bystander);

    [Theory]
    [InlineData("AD")]
    [InlineData("Workgroup")]
    public void A_host_that_is_not_joined_to_Entra_is_not_judged(string type) =>
        Verdicts.Judge(Id, Quiet(SignInSamples.Joined(Deleted, extension: false, type))).ShouldBeNull();

    [Fact]
    public void A_missing_extension_is_no_fault_while_people_sign_in()
    {
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Joined("SUCCESS", extension: false))).ShouldBeNull();
        Verdicts.Judge(Id, Quiet(SignInSamples.Joined("SUCCESS", extension: false)))!.Actionable.ShouldBeTrue();
    }

    [Fact]
    public void Sign_ins_that_nobody_collects_do_not_make_a_missing_extension_a_fault() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Joined("SUCCESS", extension: false)) with { Logs = Some.Of(new LogFacts(), Now, Vantage.Logs) }).ShouldBeNull();

    [Fact]
    public void A_state_that_was_not_told_is_not_a_failed_one()
    {
        Verdicts.Judge(Id, Quiet(SignInSamples.Joined(null, extension: true))).ShouldBeNull();
        Verdicts.Judge(Id, Quiet(SignInSamples.Joined("SUCCESS", extension: true) with { Entra = null })).ShouldBeNull();
    }

    [Fact]
    public void Many_who_lack_the_right_need_the_role()
    {
        var evidence = SignInSamples.In(SignInSamples.Joined("SUCCESS", extension: true)) with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc000015b", 4)) };
        Verdicts.Judge(Id, evidence)!.Actionable.ShouldBeTrue();
        Verdicts.PlanOf(Id, evidence).ForPerson.ShouldContain("Virtual Machine User Login");
    }

    [Fact]
    public void No_domain_check_applies_to_it()
    {
        var evidence = Quiet(SignInSamples.Joined(Deleted, extension: true) with { Domain = new GuestDomain("corp.example", false, false, 4000, "Local CMOS Clock") });
        Verdicts.Ranked(evidence).Select(diagnosis => diagnosis.Failure.Value).ShouldBe([Id]);
    }
}
