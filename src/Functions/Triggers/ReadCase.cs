using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary><c>GET /api/cases</c> and <c>GET /api/cases/{id}</c>: what is and was wrong, why, and what was done.</summary>
public sealed class ReadCase(ICases cases)
{
    /// <summary>Cases in a list; older ones are found by their ids.</summary>
    private const int Most = 500;

    /// <summary>Newest first; <c>?host=</c> and <c>?state=</c> narrow the list.</summary>
    [Function("ListCases")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/cases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var host = request.Query["host"].ToString();
        var wanted = request.Query["state"].ToString();
        CaseState? state = null;
        if (wanted.Length > 0)
        {
            if (!Enum.TryParse<CaseState>(wanted, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.Of(StatusCodes.Status400BadRequest, "state", $"No state is named '{wanted}'. Known: {string.Join(", ", Enum.GetNames<CaseState>())}.");
            state = parsed;
        }

        var found = (await cases.ListAsync(Most, cancellationToken)).Where(c => (host.Length == 0 || string.Equals(c.HostName, host, StringComparison.OrdinalIgnoreCase)) && (state is null || c.State == state));
        return Answer(found.Select(c => new { caseId = c.Id.Value, host = c.HostName, state = c.State, failure = c.Failure, c.OpenedAt, c.EndedAt, why = c.Ending?.Reason, waitsFor = c.Refusals }));
    }

    [Function(nameof(ReadCase))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/cases/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await cases.FindAsync(new CaseId(id), cancellationToken) is not { } found) return Problems.Of(StatusCodes.Status404NotFound, "id", $"No case is named '{id}'.");
        var timeline = (await cases.JournalAsync(found.Id, cancellationToken)).Select(entry => new { entry.At, entry.From, entry.To, entry.Said });
        return Answer(new { caseId = found.Id.Value, host = found.HostName, state = found.State, failure = found.Failure, found.Diagnoses, found.Plan, found.Rehearsal, found.Steps, found.Refusals, found.Ending, evidence = found.EvidenceOfPlan, timeline });
    }

    /// <summary>One spelling of JSON everywhere: that of the messages.</summary>
    private static ContentResult Answer<T>(T value) => new() { Content = Json.Write(value), ContentType = "application/json", StatusCode = StatusCodes.Status200OK };
}
