using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>The body of a decision.</summary>
/// <param name="PlanHash">For an approval: the plan that was read. Any other plan is not approved.</param>
/// <param name="Reason">Why, at most 500 characters; goes to the journal.</param>
public sealed record CaseDecision(string? PlanHash, string? Reason);

/// <summary>A decision that was saved and goes to the host's session.</summary>
public sealed record DecisionAccepted(CaseId CaseId, string Host, Verdict Verdict);

/// <summary>
/// <c>POST /api/cases/{id}/approve</c>, <c>reject</c> and <c>cancel</c>: a person's decision becomes a message to the host's session. It is saved before the
/// answer, 202 with the case's address. 409: the case has ended, or its plan is another one by now.
/// </summary>
public sealed class DecideCase(Door door, ICases cases, Intake intake, Policy policy)
{
    [Function("ApproveCase")]
    [Operation(Role.Approver, "Approves the plan of a case, bound to the plan's hash.", Takes = typeof(CaseDecision), Answers = typeof(DecisionAccepted), Status = 202, Refuses = [400, 404, 409, 413])]
    public async Task<IActionResult> ApproveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cases/{id}/approve")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await DecideAsync(await door.AdmitAsync(this, request, cancellationToken), request, id, Verdict.Approve, cancellationToken);

    [Function("RejectCase")]
    [Operation(Role.Approver, "Rejects the plan of a case: the case ends, and what it did is undone.", Takes = typeof(CaseDecision), Answers = typeof(DecisionAccepted), Status = 202, Refuses = [400, 404, 409, 413])]
    public async Task<IActionResult> RejectAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cases/{id}/reject")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await DecideAsync(await door.AdmitAsync(this, request, cancellationToken), request, id, Verdict.Reject, cancellationToken);

    [Function("CancelCase")]
    [Operation(Role.Approver, "Cancels a case: it ends, and what it did is undone.", Takes = typeof(CaseDecision), Answers = typeof(DecisionAccepted), Status = 202, Refuses = [400, 404, 409, 413])]
    public async Task<IActionResult> CancelAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cases/{id}/cancel")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await DecideAsync(await door.AdmitAsync(this, request, cancellationToken), request, id, Verdict.Cancel, cancellationToken);

    private async Task<IActionResult> DecideAsync(Admission admission, HttpRequest request, string id, Verdict verdict, CancellationToken cancellationToken)
    {
        if (admission.Refusal is { } refusal) return refusal;
        var (asked, unread) = await Bodies.ReadAsync<CaseDecision>(request, cancellationToken);
        if ((unread ?? Bodies.ReasonProblem(asked!.Reason)) is { } problem) return problem;
        if (verdict == Verdict.Approve && string.IsNullOrWhiteSpace(asked!.PlanHash)) return Problems.Of(StatusCodes.Status400BadRequest, "planHash", "Name the hash of the plan that you read: GET /api/cases/{id} shows it.");
        var decision = new DecisionBody(verdict, asked!.PlanHash, admission.Caller!.By, asked.Reason!) { ById = admission.Caller.ObjectId };
        return await Answers.OrTryAgainAsync(async () =>
        {
            if (await cases.FindAsync(new CaseId(id), cancellationToken) is not { } found) return Problems.Of(StatusCodes.Status404NotFound, "id", $"No case is named '{id}'.");
            if (Decisions.Judge(found, decision, policy) is { } not) return Refused(not);
            return await intake.DecideAsync(found.Host, found.Id, decision, cancellationToken)
                ? Answers.Accepted(request, $"/api/cases/{found.Id}", new DecisionAccepted(found.Id, found.HostName, verdict))
                : Refused(new DecisionRefusal(DecisionFault.Ended, "The case ended just now."));
        });
    }

    private static IActionResult Refused(DecisionRefusal refusal) => refusal.Fault switch
    {
        DecisionFault.OtherPlan => Problems.Of(StatusCodes.Status409Conflict, "planHash", refusal.Said),
        DecisionFault.OwnRequest => Problems.Of(StatusCodes.Status403Forbidden, null, refusal.Said),
        _ => Problems.Of(StatusCodes.Status409Conflict, "id", refusal.Said),
    };
}
