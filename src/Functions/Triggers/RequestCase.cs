using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>The body of <c>POST /api/cases</c>.</summary>
/// <param name="Host">Name or resource id.</param>
/// <param name="Failure">Only judge this failure class; null: all.</param>
/// <param name="DryRun">Stop with the plan and the calls that it would make.</param>
/// <param name="Reason">Why, at most 500 characters; goes to the journal.</param>
public sealed record CaseAsked(string? Host, string? Failure, bool DryRun, string? Reason);

/// <summary>What was accepted: the case, and the host that it is about.</summary>
public sealed record CaseAccepted(CaseId CaseId, string Host);

/// <summary>
/// <c>POST /api/cases</c> asks for a case by hand. 202 with the case's address; problem details name the wrong field. A manual request passes the same gates as a
/// detected one. Who asked is who the token names.
/// </summary>
public sealed class RequestCase(Door door, IHosts hosts, Intake intake)
{
    [Function(nameof(RequestCase))]
    [Operation(Role.Operator, "Asks for a case of a host, or for a dry run of what would be done.", Takes = typeof(CaseAsked), Answers = typeof(CaseAccepted), Status = 202, Refuses = [400, 404, 409, 413])]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await door.AdmitAsync(this, request, cancellationToken);
        if (refusal is not null) return refusal;
        var (asked, unread) = await Bodies.ReadAsync<CaseAsked>(request, cancellationToken);
        if ((unread ?? Problem(asked!)) is { } problem) return problem;
        return await Answers.OrTryAgainAsync(async () =>
        {
            var named = (await hosts.ListAsync(cancellationToken)).Where(host => string.Equals(host.Name, asked!.Host, StringComparison.OrdinalIgnoreCase) || host.Id == new HostId(asked!.Host!)).ToList();
            if (named.Count > 1) return Problems.Of(StatusCodes.Status409Conflict, "host", $"Several hosts have this name; name one by its id: {string.Join(", ", named.Select(host => host.Id))}.");
            if (named is not [var host]) return Problems.Of(StatusCodes.Status404NotFound, "host", $"No host is named '{asked!.Host}'.");
            var body = new RequestBody(asked!.Failure is { } failure ? new FailureId(failure) : null, asked.DryRun, asked.Reason!, caller!.By) { ById = caller.ObjectId };
            var id = await intake.AcceptAsync(host, body, cancellationToken);
            return Answers.Accepted(request, $"/api/cases/{id}", new CaseAccepted(id, host.Name));
        });
    }

    private static IActionResult? Problem(CaseAsked asked)
    {
        if (string.IsNullOrWhiteSpace(asked.Host)) return Problems.Of(StatusCodes.Status400BadRequest, "host", "Name the host, by its name or its resource id.");
        if (Bodies.ReasonProblem(asked.Reason) is { } reason) return reason;
        return asked.Failure is { } failure && FailureCatalogue.All.All(known => known.Id.Value != failure)
            ? Problems.Of(StatusCodes.Status400BadRequest, "failure", $"No failure class is named '{failure}'. Known: {string.Join(", ", FailureCatalogue.All.Select(known => known.Id.Value))}.")
            : null;
    }
}
