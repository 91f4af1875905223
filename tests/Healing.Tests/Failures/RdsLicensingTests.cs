using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class RdsLicensingTests
{
    private const string Id = "rds-licensing";

    private static DateTimeOffset Now => Verdicts.Now;

    private static LogEvent Over => new("x/Admin", TlsSamples.Manager, 1069, 3, Now, "…");

    private static HostEvidence Of(bool role, int? mode, int? days, bool? reachable = null, params string[] servers) => SignInSamples.In(SignInSamples.Licensed(new GuestLicensing(role, mode, days, servers, reachable))) with { Logs = SignInSamples.Logs([Over]) };

    [Fact]
    public void Without_the_role_no_licence_is_needed_whatever_an_old_event_says() => Verdicts.Judge(Id, Of(role: false, mode: 5, days: 0)).ShouldBeNull();

    [Fact]
    public void The_grace_period_is_touched_by_no_script()
    {
        foreach (var name in ScriptLibrary.Names) ScriptLibrary.Text(name).ShouldNotContain("RCM\\GracePeriod");
        var plan = Verdicts.PlanOf(Id, Of(role: true, mode: 5, days: 0));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldSatisfyAllConditions(said => said.ShouldContain("GracePeriod is left as it is"), said => said.ShouldContain("mstsc /admin"));
    }

    [Fact]
    public void While_grace_lasts_it_stands_by_with_the_days_that_are_left() =>
        Verdicts.Judge(Id, Of(role: true, mode: 5, days: 12))!.ShouldSatisfyAllConditions(it => it.Part.ShouldBe(Part.Bystander), it => it.Because.ShouldContain("12 days"));

    [Fact]
    public void A_mode_that_nobody_wrote_down_is_not_judged() => Verdicts.Judge(Id, Of(role: true, mode: 6, days: 0)).ShouldBeNull();

    [Fact]
    public void A_server_that_answers_is_enough_and_one_that_was_not_asked_is_not_dead()
    {
        Verdicts.Judge(Id, Of(role: true, mode: 4, days: 0, reachable: true, "rdlic01")).ShouldBeNull();
        Verdicts.Judge(Id, Of(role: true, mode: 4, days: 0, reachable: null, "rdlic01")).ShouldBeNull();
        Verdicts.Judge(Id, Of(role: true, mode: 4, days: 0, reachable: false, "rdlic01"))!.Decisive.ShouldBeTrue();
        Verdicts.PlanOf(Id, Of(role: true, mode: 4, days: 0, reachable: false, "rdlic01")).ForPerson.ShouldContain("rdlic01");
    }

    [Fact]
    public void Days_that_could_not_be_read_are_not_over()
    {
        var evidence = Of(role: true, mode: 5, days: null);
        Verdicts.Judge(Id, evidence)!.Actionable.ShouldBeTrue();
        Verdicts.Judge(Id, evidence with { Logs = SignInSamples.Logs([]) })!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void A_mode_that_a_policy_sets_is_the_policys_owners()
    {
        var evidence = SignInSamples.In(SignInSamples.Licensed(new GuestLicensing(true, 5, 0, [], null)) with { Policies = new Dictionary<string, long>(StringComparer.Ordinal) { ["LicensingMode"] = 5 } });
        Verdicts.PlanOf(Id, evidence).ForPerson.ShouldContain("Active Directory team whose policy");
    }
}
