using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class TimeSkewTests
{
    private const string Id = "time-skew";

    private static DateTimeOffset Now => Verdicts.Now;

    private static IReadOnlyList<string> Ladder(GuestFacts guest) => Verdicts.PlanOf(Id, SignInSamples.In(guest)).Ladder();

    [Fact]
    public void A_stopped_time_service_is_started_and_synchronised()
    {
        var guest = SignInSamples.Skewed(-900, azure: -898, running: false);
        var diagnosis = Verdicts.Judge(Id, SignInSamples.In(guest))!;
        (diagnosis.Decisive, diagnosis.PersonOnly, diagnosis.Part).ShouldBe((true, false, Part.Cause));
        Ladder(guest).ShouldBe([StepNames.ResyncClock]);
        Verdicts.PlanOf(Id, SignInSamples.In(guest)).Rungs[0].Risk.ShouldBe(Risk.R1);
    }

    [Fact]
    public void A_service_without_a_source_is_synchronised_first_and_restarted_if_that_does_not_help() =>
        Ladder(SignInSamples.Skewed(900, azure: null, source: "Local CMOS Clock")).ShouldBe([StepNames.ResyncClock, $"{StepNames.RestartTimeService} {StepNames.ResyncClock}"]);

    [Fact]
    public void A_disabled_time_service_was_disabled_by_somebody()
    {
        var step = Verdicts.PlanOf(Id, SignInSamples.In(SignInSamples.Skewed(900, azure: 900, running: false, start: "Disabled"))).Rungs[0].Steps[0];
        (step.NeedsApproval, step.Touches.Count).ShouldBe((true, 1));
    }

    [Theory]
    [InlineData(900, 0.0, true)]
    [InlineData(900, 0.0, false)]
    [InlineData(-3600, 20.0, false)]
    [InlineData(310, 100.0, true)]
    public void No_machine_is_set_to_a_controllers_wrong_time(double offset, double azure, bool running)
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(offset, azure, running, source: "Local CMOS Clock"));
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Id, evidence);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("PDC emulator");
    }

    [Fact]
    public void A_domain_that_is_wrong_as_a_whole_stands_by_unless_sign_ins_fail()
    {
        var follows = SignInSamples.In(SignInSamples.Skewed(2, azure: 1200));
        Verdicts.Judge(Id, follows)!.Part.ShouldBe(Part.Bystander);
        Verdicts.Judge(Id, follows with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc0000133", 1)) })!.Part.ShouldBe(Part.Cause);
        Verdicts.PlanOf(Id, follows).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void Another_source_is_named_and_not_replaced()
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(900, azure: 900, source: "time.windows.com,0x8"));
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, evidence).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain("/syncfromflags:domhier"));
    }

    [Fact]
    public void When_nothing_tells_whose_clock_is_wrong_nothing_is_guessed()
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(900, azure: null));
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, evidence).Rungs.ShouldBeEmpty();
        Ladder(SignInSamples.Skewed(900, azure: 899)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(-895, 2)]
    [InlineData(3, 0)]
    public void A_look_from_outside_tells_whose_clock_is_wrong_where_the_guest_cannot(int skew, int rungs)
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(900, azure: null));
        evidence = evidence with { Probe = Some.Of(evidence.Probe.Value! with { ClockSkewSeconds = skew }, Now, Vantage.Probe) };
        Verdicts.PlanOf(Id, evidence).Rungs.Count.ShouldBe(rungs);
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBe(rungs == 0);
    }

    [Fact]
    public void A_leap_of_more_than_two_days_is_a_persons()
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(200_000, azure: 200_000, running: false));
        Verdicts.PlanOf(Id, evidence).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain("Set-Date"));
        Ladder(SignInSamples.Skewed(172_000, azure: 172_000, running: false)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(59, null)]
    [InlineData(61, Part.Bystander)]
    [InlineData(299, Part.Bystander)]
    [InlineData(300, Part.Cause)]
    public void It_is_named_from_one_minute_on_and_counts_from_five(double offset, Part? part) =>
        (Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Skewed(offset, azure: offset, source: "Local CMOS Clock")))?.Part).ShouldBe(part);

    [Fact]
    public void A_stopped_time_service_with_a_right_clock_is_no_fault() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Skewed(0.3, azure: 0, running: false))).ShouldBeNull();

    [Fact]
    public void Warnings_of_the_time_service_alone_say_nothing() =>
        Verdicts.Judge(Id, SignInSamples.In(Some.Guest()) with { Logs = SignInSamples.Logs([new LogEvent("System", "Microsoft-Windows-Time-Service", 36, 3, Now, "…"), new LogEvent("System", "Microsoft-Windows-Time-Service", 134, 30, Now, "…")]) }).ShouldBeNull();

    [Fact]
    public void A_clock_that_could_not_be_measured_is_not_a_wrong_one() =>
        Verdicts.Judge(Id, SignInSamples.In(SignInSamples.Skewed(null, azure: null, running: false))).ShouldBeNull();

    [Theory]
    [InlineData("Entra")]
    [InlineData("Workgroup")]
    public void A_machine_in_no_domain_is_not_judged(string type)
    {
        var guest = SignInSamples.Skewed(900, azure: 900, running: false);
        Verdicts.Judge(Id, SignInSamples.In(guest with { Os = guest.Os with { JoinType = type } })).ShouldBeNull();
    }

    [Fact]
    public void The_time_service_of_a_machine_that_DSC_configures_is_its_owners()
    {
        var evidence = SignInSamples.In(SignInSamples.Skewed(900, azure: 900, running: false) with { Owners = ["dsc"] });
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, evidence).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Id, SignInSamples.In(SignInSamples.Skewed(900, azure: 900, running: false) with { Owners = null })).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void Clocks_of_others_are_named_only_when_many_meet_them()
    {
        var some = SignInSamples.In(Some.Guest()) with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc0000133", 2)) };
        Verdicts.Judge(Id, some).ShouldBeNull();
        Verdicts.Judge(Id, some with { Logs = SignInSamples.Logs([], SignInSamples.Failed("0xc0000133", 3)) })!.ShouldSatisfyAllConditions(it => it.PersonOnly.ShouldBeTrue(), it => it.Decisive.ShouldBeFalse());
    }
}
