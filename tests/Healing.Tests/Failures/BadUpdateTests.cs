using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class BadUpdateTests
{
    private const string Id = "bad-update";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Seen(GuestFacts guest, params LogEvent[] events) => SignInSamples.In(guest) with { Logs = SignInSamples.Logs(events) };

    private static LogEvent Ends(long rows, int minutesAgo = 2) => SignInSamples.Ended(7031) with { Rows = rows, Newest = Now - TimeSpan.FromMinutes(minutesAgo) };

    private static GuestFacts Booted(TimeSpan ago, DateTimeOffset? updated) => SignInSamples.Updated() with { Os = SignInSamples.Updated().Os with { BootedAt = Now - ago }, Servicing = new GuestServicing([], "KB5099999", updated) };

    [Fact]
    public void Build_and_update_are_named_and_the_update_is_not_taken_back()
    {
        var evidence = Seen(SignInSamples.Updated(), Ends(5));
        Verdicts.Judge(Id, evidence)!.ShouldSatisfyAllConditions(it => it.PersonOnly.ShouldBeTrue(), it => it.Decisive.ShouldBeFalse(), it => it.Because.ShouldContain("KB5099999"), it => it.Because.ShouldContain("10.0.20348"));
        Verdicts.PlanOf(Id, evidence).ShouldSatisfyAllConditions(plan => plan.Rungs.ShouldBeEmpty(), plan => plan.ForPerson.ShouldContain("security team"));
    }

    [Fact]
    public void Two_ends_are_an_accident() => Verdicts.Judge(Id, Seen(SignInSamples.Updated(), Ends(2))).ShouldBeNull();

    [Fact]
    public void A_restart_for_updates_is_no_fault() => Verdicts.Judge(Id, Seen(SignInSamples.Updated())).ShouldBeNull();

    [Fact]
    public void Ends_before_the_start_with_the_update_count_for_nothing() =>
        Verdicts.Judge(Id, Seen(Booted(TimeSpan.FromMinutes(5), Now.AddDays(-1)), Ends(9, minutesAgo: 12))).ShouldBeNull();

    [Fact]
    public void An_update_that_waits_for_a_start_has_broken_nothing_yet() =>
        Verdicts.Judge(Id, Seen(Booted(TimeSpan.FromDays(3), Now.AddDays(-1)), Ends(9))).ShouldBeNull();

    [Fact]
    public void An_old_update_is_not_suspected()
    {
        Verdicts.Judge(Id, Seen(Booted(TimeSpan.FromDays(8), Now.AddDays(-9)), Ends(9))).ShouldBeNull();
        Verdicts.Judge(Id, Seen(Booted(TimeSpan.FromHours(8), Now.AddDays(-30)), Ends(9))).ShouldBeNull();
        Verdicts.Judge(Id, Seen(Booted(TimeSpan.FromHours(8), null), Ends(9))).ShouldBeNull();
    }

    [Fact]
    public void Another_service_that_ends_is_not_blamed_on_it() =>
        Verdicts.Judge(Id, Seen(SignInSamples.Updated(), Ends(9) with { Sample = "The Print Spooler service terminated unexpectedly." })).ShouldBeNull();

    [Fact]
    public void While_the_service_is_down_it_is_started_first()
    {
        var down = SignInSamples.Updated().With("TermService", service => service with { State = "Stopped" }) with { Listener = new GuestListener(3389, false, 0) };
        var evidence = Seen(down, Ends(6)) with { Probe = Some.Knock(Now, ProbeOutcome.Refused) };
        Verdicts.Ranked(evidence)[0].Failure.Value.ShouldBe("termservice-down");
        Verdicts.Judge(Id, evidence)!.Part.ShouldBe(Part.Contributes);
    }
}
