using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>What people decide, and what comes back.</summary>
public sealed class DecisionTests
{
    private static readonly Policy Approve = new() { Autonomy = Autonomy.Approve };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<TinyWorld> BrokenAsync(TinyWorld world, TimeSpan? run = null)
    {
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(run ?? TimeSpan.FromMinutes(3));
        return world;
    }

    private static Task DecideAsync(TinyWorld world, Verdict verdict, string? hash = null) => world.Turn.RunAsync(
        new Message { Kind = MessageKinds.Decide, CaseId = world.Case.Id, HostId = world.Host.Id, Body = Message.BodyOf(new DecisionBody(verdict, hash ?? world.Case.Plan!.Hash, "dana", "by telephone")) }, Token);

    [Fact]
    public async Task Where_an_approval_is_wanted_nothing_is_done_without_one()
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        world.Case.State.ShouldBe(CaseState.AwaitingApproval);
        world.Writes.ShouldBe(0);
        await world.RunAsync(TimeSpan.FromHours(30));
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task An_approval_of_the_plan_that_was_shown_lets_it_be_done()
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        await DecideAsync(world, Verdict.Approve);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Healed);
        world.Case.Approval!.By.ShouldBe("dana");
    }

    [Fact]
    public async Task An_approval_of_another_plan_is_void()
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        await DecideAsync(world, Verdict.Approve, "0123");
        world.Case.Approval.ShouldBeNull();
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task An_approval_is_void_when_the_evidence_says_something_else()
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        var hash = world.Case.Plan!.Hash;
        world.Service = "StartPending";
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await DecideAsync(world, Verdict.Approve, hash);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.Approval.ShouldBeNull();
        world.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task An_approval_runs_out()
    {
        var world = await BrokenAsync(new TinyWorld(Approve with { ApprovalLasts = TimeSpan.Zero }));
        await DecideAsync(world, Verdict.Approve);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Writes.ShouldBe(0);
        world.Case.Refusals.ShouldHaveSingleItem().Value.ShouldContain("ran out");
    }

    [Theory]
    [InlineData(Verdict.Reject)]
    [InlineData(Verdict.Cancel)]
    public async Task A_no_ends_the_case(Verdict verdict)
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        await DecideAsync(world, verdict);
        world.Case.State.ShouldBe(CaseState.Cancelled);
        (await world.HoldsNothingAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_case_that_is_cancelled_while_a_write_is_on_its_way_ends_when_its_result_is_known_and_undoes_it()
    {
        var world = new TinyWorld { DieAfterWrite = 1 };
        await Should.ThrowAsync<ProcessDiedException>(() => BrokenAsync(world, TimeSpan.FromHours(1)));
        world.DieAfterWrite = null;
        await DecideAsync(world, Verdict.Cancel);
        world.Case.Ended.ShouldBeFalse();
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Case.State.ShouldBe(CaseState.Cancelled);
        world.Service.ShouldBe("Stopped");
    }

    [Fact]
    public async Task Trouble_while_asking_what_a_write_did_never_makes_it_be_called_again()
    {
        var world = new TinyWorld { DieAfterWrite = 1, InquiryTroubles = 3 };
        await Should.ThrowAsync<ProcessDiedException>(() => BrokenAsync(world, TimeSpan.FromHours(1)));
        world.DieAfterWrite = null;
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await new ResumeSweep(world, world, world.Clock).RunAsync(Token);
        await world.RunAsync(TimeSpan.FromHours(1));
        world.Writes.ShouldBe(1);
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task What_comes_back_within_an_hour_is_a_relapse_and_starts_at_the_next_rung()
    {
        var world = await BrokenAsync(new TinyWorld(), TimeSpan.FromHours(1));
        var first = world.Case;
        first.State.ShouldBe(CaseState.Healed);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Service = "Stopped";
        await BrokenAsync(world, TimeSpan.FromHours(1));
        world.Case.Relapse.ShouldNotBeNull().Of.ShouldBe(first.Id);
        world.Case.Rung.ShouldBe(1);
        (await world.Shared.PoolAsync(world.Host.Pool, Token)).Of(first.Plan!.Failure).Ineffective(DateTimeOffset.MinValue).ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_back_the_next_day_is_a_new_fault()
    {
        var world = await BrokenAsync(new TinyWorld(), TimeSpan.FromHours(1));
        world.Clock.Advance(TimeSpan.FromHours(20));
        world.Service = "Stopped";
        await BrokenAsync(world, TimeSpan.FromHours(1));
        world.Case.Relapse.ShouldBeNull();
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task A_pause_in_the_middle_gives_back_the_drain_and_the_repair_goes_on_when_it_is_lifted()
    {
        var world = await BrokenAsync(new TinyWorld(new Policy { DrainPatience = TimeSpan.FromHours(8) }, Some.SessionHost) { Service = "StopPending", Sessions = 1 }, TimeSpan.FromMinutes(10));
        world.Drained.ShouldBeTrue();
        await world.Shared.PauseAsync("change freeze", Token);
        await world.RunAsync(TimeSpan.FromMinutes(30));
        world.Drained.ShouldBeFalse();
        world.Case.Ended.ShouldBeFalse();
        (await world.HoldsNothingAsync()).ShouldBeTrue();
        await world.Shared.PauseAsync(null, Token);
        world.Sessions = 0;
        await world.RunAsync(TimeSpan.FromHours(2));
        world.Case.State.ShouldBe(CaseState.Healed);
    }

    [Fact]
    public async Task A_forged_message_for_a_host_does_not_end_the_case_that_it_has()
    {
        var world = await BrokenAsync(new TinyWorld(Approve));
        await world.Turn.RunAsync(new Message { Kind = MessageKinds.Escalate, HostId = world.Host.Id, Body = Message.BodyOf(new EscalateBody("case-foreign", "{}")) }, Token);
        world.Case.State.ShouldBe(CaseState.AwaitingApproval);
    }

    [Fact]
    public async Task A_lost_message_for_a_host_without_a_case_opens_one_that_ends_with_a_person()
    {
        var world = new TinyWorld();
        await world.Turn.RunAsync(new Message { Kind = MessageKinds.Escalate, HostId = world.Host.Id, Body = Message.BodyOf(new EscalateBody("TTLExpiredException", "{}")) }, Token);
        world.Case.State.ShouldBe(CaseState.Escalated);
        world.Case.Ending!.Reason.ShouldContain("TTLExpiredException");
    }

    [Theory]
    [InlineData("""{"schema":1,"kind":"signals","hostId":"/subscriptions/x","body":"no object"}""", "body-not-readable")]
    [InlineData("""{"schema":1,"kind":"decide","hostId":"/subscriptions/x","body":{"verdict":"maybe"}}""", "body-not-readable")]
    [InlineData("""{"schema":2,"kind":"continue","hostId":"/subscriptions/x"}""", "schema-unknown")]
    [InlineData("null", "not-readable")]
    public void A_message_that_cannot_be_read_is_refused_before_anything_is_done(string body, string reason) => Envelope.Read(body, null).Problem!.Value.Reason.ShouldBe(reason);
}
