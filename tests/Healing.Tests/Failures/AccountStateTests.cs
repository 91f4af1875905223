using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class AccountStateTests
{
    private const string Id = "account-state";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Failed(params LogonFailures[] failed) => Some.Evidence(Now) with { Logs = SignInSamples.Logs([], failed) };

    [Theory]
    [InlineData("0xc000006a")]
    [InlineData("0xc0000064")]
    [InlineData("0xc000006d")]
    public void Wrong_passwords_and_names_never_count(string status) => Verdicts.Judge(Id, Failed(SignInSamples.Failed(status, 40, rows: 200))).ShouldBeNull();

    [Fact]
    public void Two_locked_accounts_are_their_owners_matter_and_three_are_told()
    {
        Verdicts.Judge(Id, Failed(SignInSamples.Failed("0xc0000234", 2))).ShouldBeNull();
        Verdicts.Judge(Id, Failed(SignInSamples.Failed("0xc0000234", 3)))!.PersonOnly.ShouldBeTrue();
    }

    [Fact]
    public void The_same_people_in_two_states_are_not_added_up() => Verdicts.Judge(Id, Failed(SignInSamples.Failed("0xc0000234", 2), SignInSamples.Failed("0xc0000072", 2))).ShouldBeNull();

    [Fact]
    public void On_a_personal_desktop_one_person_is_everybody() =>
        Verdicts.Judge(Id, Some.DesktopEvidence(Now) with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc0000193", 1)) }, Some.SessionHost with { Role = HostRole.Personal })!.Actionable.ShouldBeTrue();

    [Fact]
    public void Lockouts_in_the_middle_of_a_flood_are_its_result()
    {
        Verdicts.Judge(Id, Failed(SignInSamples.Failed("0xc0000234", 9), SignInSamples.Failed("0xc000006a", 2, rows: 1800)))!.ShouldSatisfyAllConditions(it => it.Actionable.ShouldBeFalse(), it => it.Because.ShouldContain("flood"));
        Verdicts.Judge(Id, Failed(SignInSamples.Failed("0xc0000234", 9), new LogonFailures("0xc0000064", 40, 40, 25, Now)))!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void Where_others_sign_in_the_host_is_well_and_any_other_fault_comes_first()
    {
        var evidence = Some.Evidence(Now) with { Logs = Some.Of(Some.Logs(Now) with { Logons = [SignInSamples.Failed("0xc0000234", 5)] }, Now, Vantage.Logs) };
        Verdicts.Judge(Id, evidence)!.Part.ShouldBe(Part.Bystander);
        Verdicts.Ranked(evidence with { Guest = Some.Of(Some.Guest("Stopped"), Now), Probe = Some.Knock(Now, ProbeOutcome.Refused) })[0].Failure.Value.ShouldBe("termservice-down");
    }

    [Fact]
    public void No_account_is_unlocked_and_the_states_that_were_seen_are_told()
    {
        var plan = Verdicts.PlanOf(Id, Failed(SignInSamples.Failed("0xc0000234", 5), SignInSamples.Failed("0xc0000193", 4)));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldSatisfyAllConditions(said => said.ShouldContain("Unlock-ADAccount"), said => said.ShouldContain("AccountExpired"), said => said.ShouldNotContain("AccountDisabled"));
    }

    [Fact]
    public void Sign_ins_that_nobody_collects_are_no_sign_ins_that_succeed() =>
        Verdicts.Judge(Id, Some.Evidence(Now) with { Logs = Some.Of(new LogFacts { NotCollected = ["SecurityEvent: in no workspace"] }, Now, Vantage.Logs) }).ShouldBeNull();
}
