using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class LogonRightTests
{
    private const string Id = "logon-right";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Rights(string[] allowed, string[] denied, int members = 2, long refused = 0) => SignInSamples.In(Some.Guest() with { Rights = new GuestRights(allowed, denied, members) }) with
    {
        Logs = SignInSamples.Logs([], refused == 0 ? [] : [SignInSamples.Failed("0xc000015b", refused)]),
    };

    [Fact]
    public void Nobody_is_ever_added_by_a_machine()
    {
        foreach (var sample in FailureSamples.All.Where(sample => sample.Failure == Id)) Verdicts.PlanOf(Id, sample.Evidence).Rungs.ShouldBeEmpty();
        StepNames.All.ShouldNotContain(name => name.Contains("right", StringComparison.Ordinal) || name.Contains("member", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S-1-1-0")]
    [InlineData("S-1-5-11")]
    [InlineData("S-1-5-32-545")]
    [InlineData("S-1-5-32-555")]
    public void A_denial_of_everybody_wins_over_what_is_allowed(string sid) =>
        Verdicts.Judge(Id, Rights(["S-1-5-32-544", "S-1-5-32-555"], [sid], refused: 4))!.ShouldSatisfyAllConditions(it => it.Decisive.ShouldBeTrue(), it => it.Because.ShouldContain(sid));

    [Fact]
    public void Denying_guests_and_local_accounts_is_hardening() =>
        Verdicts.Judge(Id, Rights(["S-1-5-32-544", "S-1-5-32-555"], ["S-1-5-113", "S-1-5-114", "S-1-5-32-546", "S-1-5-21-1-2-3-1105"])).ShouldBeNull();

    [Fact]
    public void A_machine_for_administrators_alone_is_meant_until_many_are_turned_away()
    {
        Verdicts.Judge(Id, Rights(["S-1-5-32-544"], [])).ShouldBeNull();
        Verdicts.Judge(Id, Rights(["S-1-5-32-544"], [], refused: 2))!.Actionable.ShouldBeFalse();
        Verdicts.Judge(Id, Rights(["S-1-5-32-544"], [], refused: 3))!.Actionable.ShouldBeTrue();
    }

    [Fact]
    public void An_empty_group_is_named_and_one_that_could_not_be_counted_is_not()
    {
        Verdicts.Judge(Id, Rights(["S-1-5-32-544", "S-1-5-32-555"], [], members: 0, refused: 3))!.Because.ShouldContain("nobody is in Remote Desktop Users");
        Verdicts.Judge(Id, Rights(["S-1-5-32-544", "S-1-5-32-555"], [], members: -1, refused: 3))!.Actionable.ShouldBeFalse();
        Verdicts.PlanOf(Id, Rights(["S-1-5-32-544", "S-1-5-32-555"], [], members: 0, refused: 3)).ForPerson.ShouldContain("Add-LocalGroupMember");
    }

    [Fact]
    public void Two_accounts_without_the_right_are_their_own_matter() =>
        Verdicts.Judge(Id, Some.Evidence(Now) with { Guest = SignInSamples.NotAsked, Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc000015b", 2)) })!.Actionable.ShouldBeFalse();

    [Fact]
    public void Rights_that_could_not_be_read_are_said_to_be_missing_from_the_evidence()
    {
        var evidence = SignInSamples.In(Some.Guest() with { Rights = null }) with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc000015b", 5)) };
        Verdicts.Judge(Id, evidence)!.NotCollected.ShouldContain(said => said.StartsWith("user rights", StringComparison.Ordinal));
    }

    [Fact]
    public void On_an_Entra_host_the_right_is_a_role() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Joined("SUCCESS", extension: true)) with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc000015b", 5)) }).ShouldBeNull();

    [Fact]
    public void A_denial_that_nobody_meets_contributes_where_others_sign_in()
    {
        var evidence = Rights(["S-1-5-32-544", "S-1-5-32-555"], ["S-1-5-32-555"]) with { Logs = Some.Of(Some.Logs(Now), Now, Vantage.Logs) };
        Verdicts.Judge(Id, evidence)!.ShouldSatisfyAllConditions(it => it.Part.ShouldBe(Part.Contributes), it => it.Decisive.ShouldBeFalse());
    }
}
