using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class DcUnreachableTests
{
    private const string Id = "dc-unreachable";

    private static DateTimeOffset Now => Verdicts.Now;

    private static GuestFacts Lost(bool? resolves, params string[] dns) => SignInSamples.Domain(domain => domain with { Controller = false, OffsetSeconds = null }) with { Network = Some.Guest().Network! with { Resolves = resolves, Dns = dns } };

    [Fact]
    public void There_is_nothing_to_mend_on_the_member_and_no_controller_is_started()
    {
        var plan = Verdicts.PlanOf(Id, SignInSamples.In(Lost(true, "10.0.0.4")));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("RdpMedic never starts one");
    }

    [Fact]
    public void The_DNS_of_Azure_is_named_as_the_reason_and_another_one_is_asked_about()
    {
        Verdicts.PlanOf(Id, SignInSamples.In(Lost(false, "168.63.129.16"))).ForPerson.ShouldContain("az network vnet update --dns-servers");
        Verdicts.PlanOf(Id, SignInSamples.In(Lost(false, "10.0.0.9"))).ForPerson.ShouldContain("10.0.0.9");
        Verdicts.PlanOf(Id, SignInSamples.In(Lost(true, "10.0.0.4"))).ForPerson.ShouldNotContain("dns-servers");
    }

    [Fact]
    public void A_complaint_of_a_start_counts_for_nothing()
    {
        var unseen = Some.Evidence(Now) with { Guest = SignInSamples.NotAsked, Logs = SignInSamples.Logs([SignInSamples.Netlogon(5719)]) };
        var started = unseen with { Machine = Some.Of(new MachineFacts("running", true, Now - TimeSpan.FromMinutes(10), "Succeeded"), Now, Vantage.ControlPlane) };
        Verdicts.Judge(Id, started).ShouldBeNull();
        Verdicts.Judge(Id, unseen)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void A_controller_that_is_found_ends_the_matter() =>
        Verdicts.Judge(Id, SignInSamples.In(Some.Guest()) with { Logs = SignInSamples.Logs([SignInSamples.Netlogon(5719)], SignInSamples.Failed("0xc000005e", 5)) }).ShouldBeNull();

    [Fact]
    public void A_controller_that_nobody_could_ask_for_is_not_missing() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Domain(domain => domain with { Controller = null, OffsetSeconds = null }))).ShouldBeNull();

    [Fact]
    public void A_host_of_Entra_ID_needs_no_controller() =>
        Verdicts.Judge(Id, SignInSamples.In(Lost(false, "168.63.129.16") with { Os = Some.Guest().Os with { JoinType = "Entra" } })).ShouldBeNull();

    [Fact]
    public void Sign_ins_that_find_no_logon_server_are_named_though_nobody_may_look_inside() =>
        Verdicts.Judge(Id, Some.Evidence(Now) with { Guest = SignInSamples.NotAsked, Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc000005e", 2)) })!.ShouldSatisfyAllConditions(it => it.Actionable.ShouldBeTrue(), it => it.PersonOnly.ShouldBeTrue());

    [Fact]
    public void A_check_of_AVD_that_is_switched_off_proves_nothing_by_its_absence() =>
        Verdicts.Judge(Id, Some.DesktopEvidence(Now), Some.SessionHost).ShouldBeNull();
}
