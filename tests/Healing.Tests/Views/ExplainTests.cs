using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;
using RdpMedic.Healing.Views;

namespace RdpMedic.Healing.Tests.Views;

public sealed class ExplainTests
{
    private static readonly FailureId TermService = new("termservice-down");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>As the desk does it, on a world of one host.</summary>
    private static async Task<Explanation> ExplainAsync(TinyWorld world, Policy? policy = null, SweepReport? sweep = null)
    {
        var now = world.Clock.GetUtcNow();
        var host = world.Gone ? null : world.Host;
        var file = await world.LoadAsync(world.Host.Id, Token);
        var posed = Explain.Pose(world.Host.Id, host, file, Some.Evidence(now).Machine, now);
        var read = await new GateReading(world, world, world, world.Reservations, world.Shared).ReadAsync(posed, host, await world.Shared.PoolAsync(posed.HostSeen!.Pool, Token), now, Token);
        return Explain.Of(new ExplainFacts(posed, file, read, sweep, null), Gates.All, policy ?? new Policy(), now);
    }

    private static GateView Gate(Explanation explanation, string name) => explanation.Gates.Single(gate => gate.Gate == name);

    private static async Task<TinyWorld> BrokenAsync(TinyWorld world, TimeSpan? run = null)
    {
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(run ?? TimeSpan.FromMinutes(3));
        return world;
    }

    [Fact]
    public void Every_gate_has_words_for_what_it_asks() => Gates.All.ShouldAllBe(gate => GateTexts.Of(gate.Name).Asks.Length > 10);

    [Fact]
    public async Task A_healthy_host_is_told_that_nothing_is_known_to_be_wrong_and_every_gate_that_can_be_asked_is_open()
    {
        var world = new TinyWorld { Service = "Running" };
        var explained = await ExplainAsync(world, sweep: new SweepReport(world.Clock.GetUtcNow(), 0, 0, 0, 0, 0, 0, ["avd-no-host"]));
        explained.Why.ShouldContain("Nothing is known to be wrong");
        explained.Why.ShouldContain("avd-no-host");
        explained.Case.ShouldBeNull();
        explained.Step.ShouldBeNull();
        explained.Gates.Select(gate => gate.Gate).ShouldBe(Gates.All.Select(gate => gate.Name));
        explained.Gates.ShouldAllBe(gate => gate.State == (GateTexts.Of(gate.Gate).NeedsPlan ? GateState.NotAsked : GateState.Open));
        explained.LastSweep!.NotCollected.ShouldBe(["avd-no-host"]);
        explained.Autonomy.ShouldContain(new AutonomyView(TermService, Autonomy.Automatic));
    }

    [Fact]
    public async Task A_host_that_was_healed_is_told_so_with_the_proof()
    {
        var world = await BrokenAsync(new TinyWorld(), TimeSpan.FromHours(1));
        var explained = await ExplainAsync(world);
        explained.Why.ShouldContain("was repaired");
        explained.Case!.State.ShouldBe(CaseState.Healed);
        explained.Cooldowns.ShouldHaveSingleItem().What.ShouldContain("relapse");
    }

    [Fact]
    public async Task A_case_that_waits_names_the_gate_its_value_its_limit_and_what_would_open_it()
    {
        var policy = new Policy { Autonomy = Autonomy.Approve };
        var explained = await ExplainAsync(await BrokenAsync(new TinyWorld(policy)), policy);
        explained.Why.ShouldContain($"waits for an approval of plan {explained.Case!.PlanHash}");
        explained.Step.ShouldBe("start-termservice");
        var gate = Gate(explained, GateNames.Autonomy);
        (gate.State, gate.Final).ShouldBe((GateState.Closed, false));
        gate.Limit.ShouldBe($"an approval of plan {explained.Case.PlanHash}");
        explained.Gates.Count(other => other.State == GateState.Closed).ShouldBe(1);
        explained.Findings.ShouldContain(finding => finding.Failure == TermService && finding.Actionable);
        explained.EvidenceAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Evidence_that_grew_old_while_a_case_rests_is_said_to_be_collected_anew()
    {
        var policy = new Policy { Autonomy = Autonomy.Approve };
        var world = await BrokenAsync(new TinyWorld(policy));
        world.Clock.Advance(TimeSpan.FromMinutes(7));
        var gate = Gate(await ExplainAsync(world, policy), GateNames.FreshEvidence);
        gate.Reason.ShouldContain("collected anew");
        gate.OpensAt.ShouldBe(world.Case.DueAt);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_says_when_it_opens()
    {
        var policy = new Policy { Quotas = new Dictionary<string, Quota>(StringComparer.Ordinal) { ["start-termservice"] = new(1, TimeSpan.FromHours(2)) } };
        var world = new TinyWorld(policy);
        var made = world.Clock.GetUtcNow() - TimeSpan.FromMinutes(30);
        await world.Shared.ChangePoolAsync(world.Host.Pool, pool => pool with { Writes = [new CountedWrite("start-termservice", new CaseId("other-1"), made)] }, Token);
        var explained = await ExplainAsync(await BrokenAsync(world), policy);
        var gate = Gate(explained, GateNames.Quota);
        (gate.State, gate.OpensAt).ShouldBe((GateState.Closed, made + TimeSpan.FromHours(2)));
        explained.Quotas.Single(quota => quota.Step == "start-termservice").ShouldBe(new QuotaView("start-termservice", 1, 1, TimeSpan.FromHours(2), made + TimeSpan.FromHours(2)));
    }

    [Fact]
    public async Task A_failure_that_is_suspended_in_the_pool_says_until_when_and_so_does_the_case_that_ended_by_it()
    {
        var world = new TinyWorld();
        var first = world.Clock.GetUtcNow() - TimeSpan.FromHours(3);
        foreach (var number in Enumerable.Range(0, 3)) await world.Shared.ChangePoolAsync(world.Host.Pool, pool => pool.Noted(TermService, new RepairOutcome($"o{number}", Helped: false, first + TimeSpan.FromMinutes(number))), Token);
        var explained = await ExplainAsync(await BrokenAsync(world));
        explained.Suspensions.ShouldHaveSingleItem().ShouldBe(new Suspension(TermService, 3, 3, first + TimeSpan.FromDays(1)));
        explained.Case!.State.ShouldBe(CaseState.Escalated);
        explained.Case.WaitsFor.ShouldContain(refusal => refusal.Gate == GateNames.Cooldown && refusal.OpensAt == first + TimeSpan.FromDays(1));
        explained.Why.ShouldContain("it is suspended here");
        explained.Why.ShouldContain("open no new case before");
        explained.Cooldowns.ShouldHaveSingleItem().Until.ShouldBe(world.Case.EndedAt!.Value + new Policy().Cooldown);
    }

    [Fact]
    public async Task A_pause_of_everything_comes_first_with_who_ordered_it_and_why()
    {
        var world = new TinyWorld { Service = "Running" };
        await world.Shared.OrderPauseAsync(new PauseOrder(true, "change freeze", "Erin (e)", world.Clock.GetUtcNow()), Token);
        var explained = await ExplainAsync(world);
        explained.Why.ShouldStartWith("No step starts while everything is paused: change freeze (by Erin (e)).");
        Gate(explained, GateNames.Paused).State.ShouldBe(GateState.Closed);
    }

    [Fact]
    public async Task A_pause_of_the_hosts_pool_stops_its_repair_and_that_of_another_pool_does_not()
    {
        var world = new TinyWorld();
        await world.Shared.ChangePoolAsync(world.Host.Pool, pool => pool with { Pause = new PauseOrder(true, "a migration", "Erin", world.Clock.GetUtcNow()) }, Token);
        await world.Shared.ChangePoolAsync(new PoolId("other"), pool => pool with { Pause = new PauseOrder(true, "elsewhere", "Erin", world.Clock.GetUtcNow()) }, Token);
        var explained = await ExplainAsync(await BrokenAsync(world));
        world.Writes.ShouldBe(0);
        explained.Why.ShouldContain("the pool is paused: a migration (by Erin)");
        explained.Why.ShouldNotContain("elsewhere");
        await world.Shared.ChangePoolAsync(world.Host.Pool, pool => pool with { Pause = pool.Pause! with { Paused = false } }, Token);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task A_host_that_nobody_enrolled_is_told_which_tag_it_lacks()
    {
        var explained = await ExplainAsync(new TinyWorld(host: Some.Machine with { Enrolled = false }));
        explained.Why.ShouldStartWith("The host is not enrolled");
        explained.Why.ShouldContain("rdpmedic=enrolled");
        var gate = Gate(explained, GateNames.Enrolled);
        (gate.State, gate.Final).ShouldBe((GateState.Closed, true));
    }

    [Fact]
    public async Task A_protected_host_is_told_that_it_is_looked_at_from_outside_only()
    {
        var explained = await ExplainAsync(await BrokenAsync(new TinyWorld(host: Some.Machine with { Role = HostRole.Protected })));
        explained.Why.ShouldStartWith("The host is protected");
        Gate(explained, GateNames.Enrolled).Reason.ShouldBe("role protected");
        explained.NotCollected.ShouldContain(gap => gap.Reason.Contains("protected host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_on_hold_and_a_host_that_is_gone_are_told_so()
    {
        var held = await ExplainAsync(new TinyWorld(host: Some.Machine with { Hold = "isolated" }));
        Gate(held, GateNames.IntendedState).Reason.ShouldBe("on hold: isolated");
        var world = await BrokenAsync(new TinyWorld(new Policy { Autonomy = Autonomy.Approve }));
        world.Gone = true;
        var gone = await ExplainAsync(world);
        (gone.InInventory, gone.Enrolled).ShouldBe((false, false));
        gone.Why.ShouldStartWith("The inventory does not know this host");
    }

    [Fact]
    public async Task A_platform_that_cannot_be_asked_closes_its_gate_and_is_listed_as_not_collected()
    {
        var world = new TinyWorld { Service = "Running" };
        var now = world.Clock.GetUtcNow();
        var file = await world.LoadAsync(world.Host.Id, Token);
        var posed = Explain.Pose(world.Host.Id, world.Host, file, Some.Evidence(now).Machine, now);
        var read = await new GateReading(world, world, world, world.Reservations, world.Shared).ReadAsync(posed, world.Host, new PoolFile(), now, Token);
        var blind = read with { Platform = Reading<PlatformHealth>.Missing("not collected: 403", "Azure Resource Health", Vantage.ControlPlane, now) };
        var explained = Explain.Of(new ExplainFacts(posed, file, blind, null, null), Gates.All, new Policy(), now);
        Gate(explained, GateNames.ServiceIncident).State.ShouldBe(GateState.Closed);
        explained.NotCollected.ShouldContain(new Gap("Azure Resource Health", "not collected: 403"));
    }
}
