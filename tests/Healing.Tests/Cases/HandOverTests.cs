using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>What is for a person is told once for a pool.</summary>
public sealed class HandOverTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly FailureId Failure = new(FailureIds.ProxyDns);

    private static Case HandedOver(int seen, int poolHosts, RequestBody? request = null, TimeSpan ago = default)
    {
        var machine = new CaseMachine(FailureCatalogue.All, Gates.All, new Policy());
        var c = machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
        {
            State = CaseState.Planned,
            Doing = Doing.ReadingGates,
            HostSeen = Some.SessionHost,
            Evidence = Some.DesktopEvidence(Now),
            Plan = new Plan { Failure = Failure, ForPerson = "For whoever runs the DNS: look." },
            Request = request,
        };
        var pool = new PoolFile();
        for (var host = 1; host < seen; host++) pool = pool.Sighted(Failure, new HostId($"/subscriptions/s/vm-{host + 1}"), Now - ago);
        var facts = new GateFacts(Now, null, Some.SessionHost, poolHosts, pool.Sighted(Failure, Some.HostId, Now), Some.Of(new PoolCapacity(0, 10, 0), Now, Vantage.ControlPlane), null, Some.Of(Some.Avd(Now), Now, Vantage.ControlPlane), Some.Of(Some.Guest(), Now), Some.Of(new PlatformHealth(null), Now, Vantage.ControlPlane), []);
        return machine.Next(c, new CaseEvent.GatesRead(facts), Now).Case;
    }

    [Fact]
    public void The_first_host_is_told_of_with_what_to_do()
    {
        var c = HandedOver(1, 40);
        c.State.ShouldBe(CaseState.Escalated);
        c.Ending!.NextCommand.ShouldNotBeNull().ShouldStartWith("For whoever runs the DNS");
        c.Ending.Reason.ShouldNotContain("of the pool");
    }

    [Fact]
    public void The_next_ones_say_how_many_have_it() => HandedOver(4, 40).Ending!.Reason.ShouldContain("4 of 40 hosts of the pool have proxy-dns");

    [Fact]
    public void From_the_storm_on_it_is_one_incident_and_nobody_is_told_again()
    {
        var c = HandedOver(5, 40);
        c.State.ShouldBe(CaseState.Suppressed);
        c.Refusals.ShouldHaveSingleItem().Gate.ShouldBe(GateNames.SharedCause);
        c.Ending!.Reason.ShouldContain("one incident of the pool");
        CaseMachine.QuietUntil(c, new Policy()).ShouldBe(Now + new Policy().Cooldown);
    }

    [Fact]
    public void All_hosts_of_a_small_pool_are_a_storm_and_two_hosts_are_none()
    {
        HandedOver(3, 3).Ending!.Reason.ShouldContain("All 3 hosts of the pool");
        HandedOver(3, 3).State.ShouldBe(CaseState.Suppressed);
        HandedOver(2, 2).State.ShouldBe(CaseState.Escalated);
    }

    [Fact]
    public void What_was_seen_hours_ago_is_another_incident() => HandedOver(9, 40, ago: TimeSpan.FromHours(2)).State.ShouldBe(CaseState.Escalated);

    [Fact]
    public void Who_asks_about_this_host_is_always_answered() => HandedOver(9, 40, new RequestBody(null, false, "a user called", "dana@corp.example")).State.ShouldBe(CaseState.Escalated);
}
