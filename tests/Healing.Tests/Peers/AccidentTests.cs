using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Peers;

/// <summary>Accidents that happened to other self-healing systems, by the public reports on them. Each must not happen here.</summary>
public sealed class AccidentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 6, 15, 15, 0, TimeSpan.Zero);

    private static readonly Step Bind = new() { Name = StepNames.BindCertificate, Kind = StepKinds.Script, Risk = Risk.R1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<TinyWorld> BrokenAsync(TinyWorld world)
    {
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        return world;
    }

    [Fact]
    public async Task Telemetry_that_says_broken_while_the_handshake_works_repairs_nothing()
    {
        var world = await BrokenAsync(new TinyWorld { Service = "Running" });
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Suppressed);
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_backlog_of_two_hundred_stale_messages_is_looked_at_anew_and_acts_at_most_once()
    {
        var world = await BrokenAsync(new TinyWorld());
        var wake = world.Queue[^1];
        world.Clock.Advance(TimeSpan.FromHours(5));
        for (var number = 0; number < 200; number++) await world.Turn.RunAsync(wake.Message, Token);
        await world.RunAsync(TimeSpan.FromHours(2));
        world.Writes.ShouldBe(1);
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task A_repair_that_Azure_calls_a_success_and_that_changed_nothing_is_never_called_healed()
    {
        var world = await BrokenAsync(new TinyWorld { Sabotage = true });
        await world.RunAsync(TimeSpan.FromHours(6));
        world.Entries.ShouldAllBe(entry => entry.To != CaseState.Healed);
        world.Case.State.ShouldBe(CaseState.Escalated);
    }

    [Fact]
    public async Task A_host_that_is_deleted_in_mid_repair_frees_what_its_case_held()
    {
        var world = await BrokenAsync(new TinyWorld());
        while (!world.Case.Reserved) await world.RunAsync(TimeSpan.FromSeconds(20));
        world.Gone = true;
        await world.RunAsync(TimeSpan.FromHours(6));
        world.Case.Ended.ShouldBeTrue();
        (await world.HoldsNothingAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_command_that_is_refused_for_ever_ends_with_a_person()
    {
        var world = await BrokenAsync(new TinyWorld { Refuses = "409 Conflict: Run command extension execution is in progress." });
        await world.RunAsync(TimeSpan.FromHours(30));
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Case.Ending!.NextCommand.ShouldNotBeNullOrEmpty();
        world.Writes.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(10, 2)]
    public void A_small_pool_is_repaired_too_one_host_at_a_time(int hosts, int cap) => BlastRadius.Cap(new Policy(), hosts).ShouldBe(cap);

    [Fact]
    public void The_second_of_four_bad_hosts_waits_and_is_told_why()
    {
        var refusal = new BlastRadius().Judge(Ask(Bind, acting: 1, poolHosts: 4))!;
        (refusal.Value, refusal.Limit).ShouldBe(("1 hosts of the pool under repair", "1 of 4"));
    }

    [Fact]
    public void A_certificate_that_is_due_on_friday_afternoon_waits_for_the_window_and_is_told_until_when()
    {
        var refusal = new Maintenance().Judge(Ask(Bind, Expires(Now + TimeSpan.FromDays(9)), Nightly))!;
        refusal.OpensAt.ShouldBe(new DateTimeOffset(2026, 3, 7, 2, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Six_hours_before_its_end_a_certificate_waits_for_no_window() => new Maintenance().Judge(Ask(Bind, Expires(Now + TimeSpan.FromHours(5)), Nightly)).ShouldBeNull();

    [Fact]
    public void A_renewed_certificate_that_is_not_seen_on_the_wire_is_no_cure()
    {
        var plan = new Plan { Failure = ListenerCertificate.Expiring, ForPerson = "x", Rungs = [new Rung([Bind with { Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["parameter:Thumbprint"] = "BB22" } }], "x")] };
        new ListenerCertificate(ListenerCertificate.Expiring, invalid: false).Prove(Some.Machine with { Certificate = "rdp" }, Some.Evidence(Now), plan, Now).Verdict.ShouldBe(CureVerdict.NotCured);
    }

    [Fact]
    public void A_step_that_leaves_the_network_weaker_is_refused_for_good()
    {
        var rule = Some.Rule with { Sources = ["Internet"] };
        var step = new Step { Name = StepNames.RestoreSecurityRule, Kind = StepKinds.SecurityRule, Risk = Risk.R1, ListedState = true, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(rule) } };
        new SecurityRatchet().Judge(Ask(step, policy: new Policy { Rules = [rule] }))!.Final.ShouldBeTrue();
    }

    [Fact]
    public void The_same_repair_without_effect_three_times_in_a_pool_is_suspended_there()
    {
        var failure = new FailureId("termservice-down");
        var pool = Enumerable.Range(0, 3).Aggregate(new PoolFile(), (file, number) => file.Noted(failure, new RepairOutcome($"c-{number}", Helped: false, Now - TimeSpan.FromHours(number))));
        var refusal = new Cooldown().Judge(Ask(Bind, pool: pool))!;
        refusal.Final.ShouldBeTrue();
        refusal.Value.ShouldContain("suspended");
        new Cooldown().Judge(Ask(Bind, pool: pool) with { Now = Now + TimeSpan.FromHours(23) }).ShouldBeNull();
    }

    [Fact]
    public async Task A_drain_that_autoscale_undoes_in_mid_repair_is_seen_and_not_fought_over()
    {
        var world = await BrokenAsync(new TinyWorld(host: Some.SessionHost) { Service = "StopPending", Sessions = 1, WhenDrained = world => world.Drained = false });
        await world.RunAsync(TimeSpan.FromHours(3));
        world.Case.Ended.ShouldBeTrue();
        world.Case.State.ShouldNotBe(CaseState.Healed);
        world.Writes.ShouldBe(0);
        world.Case.Steps.Count(step => step.Step.Kind == StepKinds.Drain && step.Applied).ShouldBe(1);
    }

    [Fact]
    public void A_session_host_is_drained_before_anything_that_drops_sessions()
    {
        var evidence = Some.Evidence(Now) with { Guest = Some.Of(Some.Guest("StopPending"), Now) };
        var steps = new TermServiceDown().PlanFor(Some.SessionHost, evidence, new Policy()).Rungs.Single(rung => rung.Risk == Risk.R2).Steps;
        steps[0].Kind.ShouldBe(StepKinds.Drain);
    }

    private static Policy Nightly => new() { Windows = [new Window(DayOfWeek.Saturday, new TimeOnly(2, 0), TimeSpan.FromHours(3))] };

    private static HostEvidence Expires(DateTimeOffset at) => Some.Evidence(Now) with { Guest = Some.Of(Some.Guest() with { Certificate = Some.Guest().Certificate! with { NotAfter = at } }, Now) };

    private static GateQuestion Ask(Step step, HostEvidence? evidence = null, Policy? policy = null, int acting = 0, int poolHosts = 10, PoolFile? pool = null)
    {
        var rules = policy ?? new Policy();
        var c = new CaseMachine(FailureCatalogue.All, [], rules).Open(Some.HostId, "vm-1", null, 1, Now).Case with { Evidence = evidence ?? Some.Evidence(Now), HostSeen = Some.Machine, Plan = new Plan { Failure = new FailureId("termservice-down"), ForPerson = "x" } };
        var slots = pool ?? new PoolFile { Slots = [.. Enumerable.Range(0, acting).Select(n => new Lease(new CaseId($"other-{n}"), n, Now, Now))] };
        var facts = new GateFacts(Now, null, Some.Machine, poolHosts, slots, Reading<PoolCapacity>.Missing("x", "AVD", Vantage.ControlPlane, Now), null, Reading<SessionHostFacts>.Missing("x", "AVD", Vantage.ControlPlane, Now), c.Evidence!.Guest, Some.Of(new PlatformHealth(null), Now, Vantage.ControlPlane), []);
        return new GateQuestion(c, step, facts, rules, Now);
    }
}
