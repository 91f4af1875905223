using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>The service finds no healthy host in a pool: what that comes from is told by the evidence of a host, and nothing is repaired for the error itself.</summary>
public sealed class PoolUnservedTests
{
    private const string Drain = "drain-mode";

    private const string Capacity = "session-capacity";

    private static readonly Policy Policy = new() { OwnIdentity = "our-identity" };

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence In(PoolCapacity? pool, HostEvidence? evidence = null) => (evidence ?? Some.DesktopEvidence(Now)) with
    {
        Signals = [Some.Signal(Now, 1, SignalWeight.Statistical) with { Detector = PoolUnserved.Detector, Detail = "no host of the pool took 9 people" }],
        Pool = pool is null ? Reading<PoolCapacity>.Missing("not collected: 403", "AVD", Vantage.ControlPlane, Now) : Some.Of(pool, Now, Vantage.ControlPlane),
    };

    private static HostEvidence Drained(string by, int serving = 0) => In(new PoolCapacity(serving, 10, 0), ListenerSamples.Drained(by));

    [Fact]
    public void The_drain_of_a_person_is_why_nobody_gets_in_and_he_is_told()
    {
        var ranked = Verdicts.Ranked(Drained("dana@corp.example"), Some.SessionHost, Policy);
        (ranked[0].Failure.Value, ranked[0].Part, ranked[0].PersonOnly, ranked[0].Meant).ShouldBe((Drain, Part.Cause, true, false));
        var plan = Verdicts.PlanOf(Drain, Drained("dana@corp.example"), Some.SessionHost, Policy);
        (plan.Rungs.Count, plan.NoFault).ShouldBe((0, null));
        plan.ForPerson.ShouldStartWith("For dana@corp.example: nobody gets in to the pool any more.");
    }

    [Fact]
    public void A_pool_that_autoscale_drained_is_as_its_plan_has_it()
    {
        var ranked = Verdicts.Ranked(Drained("autoscale"), Some.SessionHost, Policy);
        (ranked[0].Failure.Value, ranked[0].Meant).ShouldBe((Drain, true));
        var plan = Verdicts.PlanOf(Drain, Drained("autoscale"), Some.SessionHost, Policy);
        plan.Rungs.ShouldBeEmpty();
        plan.NoFault.ShouldNotBeNull().ShouldContain("scaling plan");
    }

    [Fact]
    public void Who_drained_the_pool_is_waited_for_as_long_as_the_activity_log_lags()
    {
        HostEvidence At(int minutes) => In(new PoolCapacity(0, 10, 0), ListenerSamples.Drained(null)) with { At = Now.AddMinutes(minutes) };
        Verdicts.Judge(Drain, At(3), Some.SessionHost, Policy)!.Actionable.ShouldBeTrue();
        Verdicts.PlanOf(Drain, At(3), Some.SessionHost, Policy).Waits.ShouldNotBeNull().OpensAt.ShouldBe(Now.AddMinutes(25));
        Verdicts.PlanOf(Drain, At(25), Some.SessionHost, Policy).Waits.ShouldBeNull();
        Verdicts.PlanOf(Drain, At(25), Some.SessionHost, Policy).ForPerson.ShouldStartWith("For whoever drained vm-1:");
        Verdicts.PlanOf(Drain, At(3) with { Changes = Reading<Changes>.Missing("not collected: 503", "activity log", Vantage.Logs, Now) }, Some.SessionHost, Policy).Waits.ShouldBeNull();
        Verdicts.PlanOf(Drain, Drained("dana@corp.example"), Some.SessionHost, Policy).Waits.ShouldBeNull();
    }

    [Fact]
    public void A_drain_of_ours_is_given_back_by_its_own_case() => Verdicts.Judge(Drain, Drained("our-identity"), Some.SessionHost, Policy).ShouldBeNull();

    [Fact]
    public void Where_the_pool_serves_people_again_or_cannot_be_read_a_drain_stands_by_as_ever()
    {
        Verdicts.Judge(Drain, Drained("dana@corp.example", serving: 1), Some.SessionHost, Policy)!.Part.ShouldBe(Part.Bystander);
        Verdicts.Judge(Drain, In(null, ListenerSamples.Drained("dana@corp.example")), Some.SessionHost, Policy)!.Part.ShouldBe(Part.Bystander);
        Verdicts.Judge(Drain, Drained("autoscale", serving: 1), Some.SessionHost, Policy).ShouldBeNull();
        Verdicts.Judge(Drain, Drained("dana@corp.example") with { Signals = [] }, Some.SessionHost, Policy)!.Part.ShouldBe(Part.Bystander);
    }

    [Fact]
    public void A_host_that_is_broken_besides_is_judged_by_what_is_broken()
    {
        var broken = Some.Of(Some.Desktop().With("TermService", service => service with { State = "Stopped" }), Now);
        Verdicts.Ranked(Drained("autoscale") with { Guest = broken }, Some.SessionHost, Policy)[0].Failure.Value.ShouldBe("termservice-down");
        Verdicts.Ranked(In(new PoolCapacity(0, 10, 0)) with { Guest = broken }, Some.SessionHost, Policy)[0].Failure.Value.ShouldBe("termservice-down");
    }

    [Theory]
    [InlineData(2, 10, 20, true)]
    [InlineData(2, 10, 19, false)]
    [InlineData(0, 10, 20, false)]
    [InlineData(2, 0, 20, false)]
    public void A_pool_without_room_is_for_its_owner(int serving, int most, int sessions, bool full)
    {
        var evidence = In(new PoolCapacity(serving, most, sessions));
        (Verdicts.Judge(Capacity, evidence, Some.SessionHost) is { Actionable: true }).ShouldBe(full);
        Verdicts.Judge(Capacity, evidence with { Signals = [] }, Some.SessionHost).ShouldBeNull();
        if (!full) return;
        Verdicts.PlanOf(Capacity, evidence, Some.SessionHost).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Capacity, evidence, Some.SessionHost).ForPerson.ShouldContain("every host of it that takes people is full");
    }

    [Fact]
    public void The_error_alone_is_no_diagnosis() => Verdicts.Ranked(In(new PoolCapacity(1, 10, 3)), Some.SessionHost).ShouldBeEmpty();
}
