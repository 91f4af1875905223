using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using RdpMedic.Functions.Tests.Access;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using HealingCase = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Functions.Tests.Triggers;

public sealed class DecideCaseTests : IDisposable
{
    private static readonly HostId Host = new("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-01");

    private static readonly Plan Plan = new() { Failure = new FailureId("termservice-down"), ForPerson = "look" };

    private static readonly HealingCase Waiting = new() { Id = CaseId.For(Host, 1), Host = Host, HostName = "vm-01", State = CaseState.AwaitingApproval, OpenedAt = DateTimeOffset.UnixEpoch, Deadline = DateTimeOffset.UnixEpoch, Plan = Plan };

    private readonly MemoryCases cases = new();
    private readonly Issuer issuer = new();

    public void Dispose() => issuer.Dispose();

    private async Task<(IActionResult Answer, HttpRequest Request)> ApproveAsync(HealingCase stored, string body, Policy? policy = null)
    {
        var token = TestContext.Current.CancellationToken;
        await cases.SaveAsync(new HostFile { Host = Host, Case = stored, Cases = 1 }, [], [], token);
        var request = issuer.Request(body, "Approver");
        return (await new DecideCase(issuer.Door, cases, new Intake(cases, new NoBus(), TimeProvider.System), policy ?? new Policy()).ApproveAsync(request, stored.Id.Value, token), request);
    }

    private static ProblemDetails Problem(IActionResult answer, int status)
    {
        var result = answer.ShouldBeOfType<ObjectResult>();
        result.StatusCode.ShouldBe(status);
        return result.Value.ShouldBeOfType<ProblemDetails>();
    }

    [Fact]
    public async Task A_decision_is_saved_before_it_is_answered_and_stays_saved_when_the_bus_is_down()
    {
        var (answer, request) = await ApproveAsync(Waiting, $$"""{"planHash":"{{Plan.Hash}}","reason":"looks right"}""");
        answer.ShouldBeOfType<ContentResult>().StatusCode.ShouldBe(202);
        request.HttpContext.Response.Headers.Location.ToString().ShouldBe($"/api/cases/{Waiting.Id}");
        var decided = (await cases.UnsentAsync(Host, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Message.BodyAs<DecisionBody>();
        (decided.Verdict, decided.PlanHash, decided.By, decided.ById).ShouldBe((Verdict.Approve, Plan.Hash, $"Dana ({Issuer.Person})", Issuer.Person));
    }

    [Fact]
    public async Task An_approval_of_another_plan_is_refused_and_not_saved()
    {
        Problem((await ApproveAsync(Waiting, """{"planHash":"0123","reason":"looks right"}""")).Answer, 409).Extensions["field"].ShouldBe("planHash");
        (await cases.UnsentAsync(Host, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_case_that_has_ended_is_not_approved() =>
        Problem((await ApproveAsync(Waiting with { State = CaseState.Healed, Ending = new Ending(CaseState.Healed, "proved") }, $$"""{"planHash":"{{Plan.Hash}}","reason":"looks right"}""")).Answer, 409).Detail!.ShouldContain("proved");

    [Fact]
    public async Task Whoever_asked_for_the_case_may_not_approve_it_where_four_eyes_are_demanded()
    {
        var own = Waiting with { Request = new RequestBody(null, DryRun: false, "a user called", "Dana") { ById = Issuer.Person } };
        Problem((await ApproveAsync(own, $$"""{"planHash":"{{Plan.Hash}}","reason":"looks right"}""", new Policy { FourEyes = true })).Answer, 403).Detail!.ShouldContain("four eyes");
        (await cases.UnsentAsync(Host, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    private sealed class NoBus : IMessages
    {
        public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => throw new RetriableException("The bus is down.");
    }
}
