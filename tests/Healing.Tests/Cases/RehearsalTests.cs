using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Cases;

public sealed class RehearsalTests
{
    private static async Task<TinyWorld> AskedAsync(TinyWorld world)
    {
        var request = new RequestBody(null, DryRun: true, "what would you do?", "an operator");
        await world.Turn.RunAsync(new Message { Kind = MessageKinds.Request, HostId = world.Host.Id, Body = Message.BodyOf(request) }, TestContext.Current.CancellationToken);
        await world.RunAsync(TimeSpan.FromHours(1));
        return world;
    }

    [Fact]
    public async Task A_dry_run_ends_with_the_calls_of_every_step_of_its_plan()
    {
        var world = await AskedAsync(new TinyWorld());
        world.Case.State.ShouldBe(CaseState.Observed);
        var rehearsal = world.Case.Rehearsal.ShouldNotBeNull();
        rehearsal.Problem.ShouldBeNull();
        rehearsal.Steps.Select(step => step.Step).ShouldBe(world.Case.Plan!.Rungs.SelectMany(rung => rung.Steps).Select(step => step.Name));
        rehearsal.Steps[0].Calls.ShouldHaveSingleItem().Body!.Value.GetProperty("properties").GetProperty("wanted").GetBoolean().ShouldBeTrue();
        world.Writes.ShouldBe(0);
        (await world.HoldsNothingAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Autonomy.Observe)]
    [InlineData(Autonomy.Suggest)]
    public async Task A_case_that_may_not_act_says_what_it_would_do(Autonomy autonomy)
    {
        var world = new TinyWorld(new Policy { Autonomy = autonomy, CollectInGuest = true });
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(TimeSpan.FromHours(1));
        (world.Case.State, world.Case.Rehearsal?.Steps.Count > 0, world.Writes).ShouldBe((CaseState.Observed, true, 0));
        world.Case.Ending!.Reason.ShouldContain(autonomy.ToString());
    }

    [Fact]
    public async Task A_case_that_may_act_is_not_rehearsed()
    {
        var world = new TinyWorld();
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(TimeSpan.FromHours(1));
        (world.Case.State, world.Case.Rehearsal, world.Rehearsals).ShouldBe((CaseState.Healed, null, 0));
    }

    public static TheoryData<string> Troubles => ["throttled", "unknown", "refused"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Trouble_while_rehearsing_is_noted_and_the_case_ends_all_the_same(string what)
    {
        var world = await AskedAsync(new TinyWorld
        {
            RehearsalTrouble = what switch { "throttled" => new RetriableException("429 TooManyRequests", TimeSpan.FromMinutes(1)), "unknown" => new UncertainException("no answer"), _ => new FinalException("403 AuthorizationFailed") },
        });
        world.Case.State.ShouldBe(CaseState.Observed);
        var rehearsal = world.Case.Rehearsal.ShouldNotBeNull();
        (rehearsal.Steps.Count, rehearsal.Problem).ShouldBe((0, world.RehearsalTrouble!.Message));
        world.Rehearsals.ShouldBe(1);
    }

    [Fact]
    public async Task Replaying_the_journal_of_a_dry_run_gives_the_stored_case_after_the_journal_went_through_json()
    {
        var world = await AskedAsync(new TinyWorld());
        var journal = Json.Read<List<Journal.JournalEntry>>(Json.Write(world.Entries));
        journal.ShouldContain(entry => entry.Event is CaseEvent.Rehearsed);
        Json.Write(world.Machine.Replay(journal)).ShouldBe(Json.Write(world.Case));
    }

    [Fact]
    public async Task A_case_that_was_stored_before_its_rehearsal_asks_for_it_again()
    {
        var world = await AskedAsync(new TinyWorld());
        var stored = world.Entries.FindIndex(entry => entry.Event is CaseEvent.Rehearsed);
        var before = world.Machine.Replay(world.Entries[..stored]);
        (before.State, before.Doing).ShouldBe((CaseState.Planned, Doing.Rehearsing));
        CaseMachine.EffectOf(Json.Read<Healing.Cases.Case>(Json.Write(before)), world.Clock.GetUtcNow()).ShouldBe(new Effect.Rehearse());
    }

    [Fact]
    public async Task A_case_that_is_cancelled_while_it_rehearses_is_cancelled()
    {
        var world = await AskedAsync(new TinyWorld());
        var before = world.Machine.Replay(world.Entries[..world.Entries.FindIndex(entry => entry.Event is CaseEvent.Rehearsed)]);
        var cancelled = world.Machine.Next(before, new CaseEvent.Decided(new DecisionBody(Verdict.Cancel, null, "an operator", "never mind")), world.Clock.GetUtcNow()).Case;
        (cancelled.State, cancelled.Rehearsal).ShouldBe((CaseState.Cancelled, null));
    }

    [Fact]
    public async Task A_plan_that_waits_for_a_renewal_is_not_taken_for_one_that_calls_nothing()
    {
        var world = await AskedAsync(new TinyWorld());
        var before = world.Machine.Replay(world.Entries[..world.Entries.FindIndex(entry => entry.Event is CaseEvent.Rehearsed)]);
        var waiting = before with { Plan = before.Plan! with { Rungs = [], NeedsRenewal = "rdp-vm-1" } };
        var ended = world.Machine.Next(waiting, new CaseEvent.Rehearsed([]), world.Clock.GetUtcNow()).Case;
        (ended.State, ended.Rehearsal!.Problem).ShouldBe((CaseState.Observed, "rdp-vm-1 has to be renewed in its vault first; which version is bound, and so every call after it, follows from that."));
    }

    [Fact]
    public void Every_risk_says_what_people_would_notice() =>
        Enum.GetValues<Risk>().Select(risk => new RehearsedStep(0, StepNames.StartTermService, risk, [], [], null).Disruption).Distinct(StringComparer.Ordinal).Count().ShouldBe(Enum.GetValues<Risk>().Length);
}
