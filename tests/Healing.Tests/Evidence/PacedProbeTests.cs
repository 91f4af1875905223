using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class PacedProbeTests : IProbe
{
    private readonly ManualClock clock = new();
    private readonly Papers papers = new();
    private ProbeFacts next = new(ProbeOutcome.Answered, null, "AA", "CN=x", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Reached: false) { TlsVersion = "1.2", Names = ["x"] };
    private int looks;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PacedProbe Paced => new(this, new SharedState(papers), clock);

    public Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken)
    {
        looks++;
        return Task.FromResult(next);
    }

    [Fact]
    public async Task A_host_is_looked_at_once_a_minute_whoever_asks_and_on_whichever_instance()
    {
        var begun = clock.GetUtcNow();
        var first = await Paced.ProbeAsync(Some.Machine, Token);
        (first.Earlier, first.At).ShouldBe((false, begun));
        next = next with { Outcome = ProbeOutcome.Refused };
        clock.Advance(TimeSpan.FromSeconds(59));
        var again = await Paced.ProbeAsync(Some.Machine, Token);
        (again.Earlier, again.At, again.Outcome, again.TlsVersion, looks).ShouldBe((true, begun, ProbeOutcome.Answered, "1.2", 1));
        again.Names.ShouldBe(["x"]);
        clock.Advance(TimeSpan.FromSeconds(1));
        var anew = await Paced.ProbeAsync(Some.Machine, Token);
        (anew.Earlier, anew.Outcome, looks).ShouldBe((false, ProbeOutcome.Refused, 2));
    }

    [Fact]
    public async Task A_look_that_a_slow_clock_takes_for_the_future_was_made_just_now()
    {
        await Paced.ProbeAsync(Some.Machine, Token);
        var slow = new ManualClock();
        slow.AdvanceTo(clock.GetUtcNow());
        clock.Advance(TimeSpan.FromMinutes(10));
        await Paced.ProbeAsync(Some.Machine, Token);
        slow.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(30));
        (await new PacedProbe(this, new SharedState(papers), slow).ProbeAsync(Some.Machine, Token)).Earlier.ShouldBeTrue();
        looks.ShouldBe(2);
    }

    [Fact]
    public async Task Another_host_or_another_port_is_another_door()
    {
        await Paced.ProbeAsync(Some.Machine, Token);
        (await Paced.ProbeAsync(Some.Machine with { Id = new HostId("/x/other") }, Token)).Earlier.ShouldBeFalse();
        (await Paced.ProbeAsync(Some.Machine with { RdpPort = 3390 }, Token)).Earlier.ShouldBeFalse();
        looks.ShouldBe(3);
    }

    [Fact]
    public async Task A_look_that_was_not_made_is_neither_remembered_nor_said_of_a_host_that_was_reached()
    {
        await new SharedState(papers).SaveReachedAsync(Some.HostId, clock.GetUtcNow(), Token);
        next = new ProbeFacts(ProbeOutcome.NotTried, null, null, null, null, Reached: true);
        (await Paced.ProbeAsync(Some.Machine, Token)).Reached.ShouldBeFalse();
        next = next with { Outcome = ProbeOutcome.Refused };
        var facts = await Paced.ProbeAsync(Some.Machine, Token);
        (facts.Earlier, facts.Reached, looks).ShouldBe((false, true, 2));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task Who_answered_here_within_seven_days_was_reached(int days, bool reached)
    {
        await new SharedState(papers).SaveReachedAsync(Some.HostId, clock.GetUtcNow(), Token);
        clock.Advance(TimeSpan.FromDays(days));
        (await Paced.ProbeAsync(Some.Machine, Token)).Reached.ShouldBe(reached);
    }

    /// <summary>Three looks of before the repair are waited out; when there is never another, those that are surely later count.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task What_was_seen_before_a_repair_proves_nothing_about_it(int old)
    {
        var world = new TinyWorld { OldLooks = old };
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
        world.Entries.Count(entry => entry.Said.StartsWith("Not yet: the last look from outside", StringComparison.Ordinal)).ShouldBeInRange(3, 10);
    }
}
