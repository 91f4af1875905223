using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>A process that read what the collector found, removed its run command, and died before it could say so.</summary>
public sealed class LostReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly CaseMachine Machine = new([], [], new Policy());

    private static Case Looking(TimeSpan since) => Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
    {
        State = CaseState.Diagnosing, Doing = Doing.LookingAtCollector, HostSeen = Some.Machine, Evidence = Some.Evidence(Now), CollectorRuns = 1, CollectorSince = Now - since,
    };

    private static Case After(Case looking) => Machine.Next(looking, new CaseEvent.CollectorLooked(new GuestLook(null, null) { Gone = true }), Now).Case;

    [Fact]
    public void The_collector_runs_again_under_a_new_name()
    {
        var next = After(Looking(TimeSpan.FromMinutes(1)));
        (next.Doing, next.CollectorRuns, next.CollectorDone).ShouldBe((Doing.StartingCollector, 2, false));
        next.CollectorSince.ShouldBe(Now - TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void After_ten_minutes_the_guest_is_not_collected_and_the_end_says_so()
    {
        var next = After(Looking(TimeSpan.FromMinutes(10)));
        next.Evidence!.Guest.NotCollected.ShouldBe("not collected: the collector did not end within ten minutes");
    }

    [Fact]
    public void Who_finds_no_cause_says_that_the_guest_was_not_collected()
    {
        var blind = Looking(TimeSpan.FromMinutes(10)) with { OpenedAt = Now - TimeSpan.FromHours(1), Evidence = Some.Evidence(Now) with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Timeout, null, null, null, null, Reached: true), Now) } };
        After(blind).Ending!.Reason.ShouldContain("The guest was not collected: the collector did not end");
    }
}
