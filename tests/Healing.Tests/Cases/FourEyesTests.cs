using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>What is told to whoever decides, before the decision goes to the host's session; and that the case machine says the same.</summary>
public sealed class FourEyesTests
{
    private static readonly Policy Approve = new() { Autonomy = Autonomy.Approve };

    private static readonly Policy FourEyes = Approve with { FourEyes = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<TinyWorld> AskedAsync(Policy policy, string? byId = "dana-id")
    {
        var world = new TinyWorld(policy);
        await world.Turn.RunAsync(new Message { Kind = MessageKinds.Request, HostId = world.Host.Id, Body = Message.BodyOf(new RequestBody(null, DryRun: false, "a user called", "Dana") { ById = byId }) }, Token);
        await world.RunAsync(TimeSpan.FromMinutes(3));
        world.Case.State.ShouldBe(CaseState.AwaitingApproval);
        return world;
    }

    private static DecisionBody Yes(Case c, string? byId) => new(Verdict.Approve, c.Plan!.Hash, "Somebody", "fine") { ById = byId };

    private static async Task<bool> ApprovedAsync(TinyWorld world, DecisionBody decision)
    {
        await world.Turn.RunAsync(new Message { Kind = MessageKinds.Decide, CaseId = world.Case.Id, HostId = world.Host.Id, Body = Message.BodyOf(decision) }, Token);
        return world.Case.Approval is not null;
    }

    [Theory]
    [InlineData("dana-id", "dana-id", true, false)]
    [InlineData("dana-id", "DANA-ID", true, false)]
    [InlineData("dana-id", "erin-id", true, true)]
    [InlineData("dana-id", null, true, false)]
    [InlineData(null, "erin-id", true, false)]
    [InlineData("dana-id", "dana-id", false, true)]
    public async Task Whoever_asked_may_not_approve_where_four_eyes_are_demanded(string? asked, string? approves, bool demanded, bool taken)
    {
        var policy = demanded ? FourEyes : Approve;
        var world = await AskedAsync(policy, asked);
        var decision = Yes(world.Case, approves);
        Decisions.Judge(world.Case, decision, policy)?.Fault.ShouldBe(DecisionFault.OwnRequest);
        (Decisions.Judge(world.Case, decision, policy) is null).ShouldBe(taken);
        (await ApprovedAsync(world, decision)).ShouldBe(taken);
    }

    [Fact]
    public async Task Whoever_asked_may_always_stop_it()
    {
        var world = await AskedAsync(FourEyes);
        Decisions.Judge(world.Case, new DecisionBody(Verdict.Cancel, null, "Dana", "never mind") { ById = "dana-id" }, FourEyes).ShouldBeNull();
    }

    [Fact]
    public async Task A_case_that_was_detected_has_nobody_who_asked()
    {
        var world = new TinyWorld(FourEyes);
        await world.SignalAsync(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignalAsync(2);
        await world.RunAsync(TimeSpan.FromMinutes(3));
        (await ApprovedAsync(world, Yes(world.Case, null))).ShouldBeTrue();
    }

    [Fact]
    public async Task An_ended_case_another_plan_and_no_plan_are_told_apart()
    {
        var world = await AskedAsync(Approve);
        var yes = Yes(world.Case, "erin-id");
        Decisions.Judge(world.Case, yes with { PlanHash = "0123" }, Approve)!.Fault.ShouldBe(DecisionFault.OtherPlan);
        Decisions.Judge(world.Case with { Plan = null }, yes, Approve)!.Fault.ShouldBe(DecisionFault.OtherPlan);
        Decisions.Judge(world.Case with { State = CaseState.Healed }, yes with { Verdict = Verdict.Cancel }, Approve)!.Fault.ShouldBe(DecisionFault.Ended);
        Decisions.Judge(world.Case with { Plan = null }, yes with { Verdict = Verdict.Reject }, Approve).ShouldBeNull();
    }
}
