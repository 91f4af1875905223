using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Views;

namespace RdpMedic.Functions.Triggers;

/// <summary><c>GET /api/cases</c> and <c>GET /api/cases/{id}</c>: what is and was wrong, why, and what was done.</summary>
public sealed class ReadCase(Door door, ICases cases)
{
    /// <summary>Cases in a list; older ones are found by their ids.</summary>
    private const int Most = 500;

    /// <summary>Newest first; <c>?host=</c> and <c>?state=</c> narrow the list.</summary>
    [Function("ListCases")]
    [Operation(Role.Reader, "Lists the newest cases, at most 500.", Answers = typeof(CaseLine[]), Refuses = [400])]
    [Query("host", "Only cases of the host with this name.")]
    [Query("state", "Only cases in this state, such as awaiting-approval.")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/cases")] HttpRequest request, CancellationToken cancellationToken)
    {
        if ((await door.AdmitAsync(this, request, cancellationToken)).Refusal is { } refusal) return refusal;
        var host = request.Query["host"].ToString();
        var wanted = request.Query["state"].ToString();
        CaseState? state = null;
        if (wanted.Length > 0)
        {
            if (!Enum.TryParse<CaseState>(wanted.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.Of(StatusCodes.Status400BadRequest, "state", $"No state is named '{wanted}'. Known: {string.Join(", ", Enum.GetNames<CaseState>())}.");
            state = parsed;
        }

        return await Answers.OrTryAgainAsync(async () => Answers.Ok((await cases.ListAsync(Most, cancellationToken))
            .Where(c => (host.Length == 0 || string.Equals(c.HostName, host, StringComparison.OrdinalIgnoreCase)) && (state is null || c.State == state))
            .Select(CaseLine.Of)
            .ToArray()));
    }

    [Function(nameof(ReadCase))]
    [Operation(Role.Reader, "Shows a case: diagnosis, plan, steps, evidence, timeline, and the exact Azure calls of a dry run.", Answers = typeof(CaseView), Refuses = [404])]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/cases/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if ((await door.AdmitAsync(this, request, cancellationToken)).Refusal is { } refusal) return refusal;
        return await Answers.OrTryAgainAsync(async () => await cases.FindAsync(new CaseId(id), cancellationToken) is { } found
            ? Answers.Ok(CaseView.Of(found, await cases.JournalAsync(found.Id, cancellationToken)))
            : Problems.Of(StatusCodes.Status404NotFound, "id", $"No case is named '{id}'."));
    }
}
