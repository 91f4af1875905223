using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>
/// <c>POST /api/cases</c> <c>{host, failure?, dryRun?, reason}</c>: asks for a case by hand. 202 with the case's address; problem details name the wrong field.
/// A manual request passes the same gates as a detected one.
/// </summary>
public sealed class RequestCase(IHosts hosts, Intake intake)
{
    private const int LongestBody = 16 * 1024;

    private const int LongestReason = 500;

    [Function(nameof(RequestCase))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/cases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (asked, problem) = await ReadAsync(request, cancellationToken);
        if (problem is not null) return problem;
        try
        {
            var all = await hosts.ListAsync(cancellationToken);
            var host = all.FirstOrDefault(host => string.Equals(host.Name, asked!.Host, StringComparison.OrdinalIgnoreCase) || host.Id == new HostId(asked!.Host!));
            if (host is null) return Problems.Of(StatusCodes.Status404NotFound, "host", $"No host is named '{asked!.Host}'.");
            var id = await intake.AcceptAsync(host, new RequestBody(asked!.Failure is { } failure ? new FailureId(failure) : null, asked.DryRun, asked.Reason!, asked.By ?? "function key"), cancellationToken);
            return new AcceptedResult($"/api/cases/{id}", new { caseId = id.Value, host = host.Name });
        }
        catch (RetriableException busy)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, null, $"Not accepted, try again: {busy.Message}");
        }
    }

    private static async Task<(Asked? Asked, IActionResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LongestBody) return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, null, "The body is larger than 16 KB."));
        Asked? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<Asked>(request.Body, Json.Options, cancellationToken);
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path is { Length: > 2 } path ? path[2..] : null;
            return (null, Problems.Of(StatusCodes.Status400BadRequest, field, field is null ? "The body is not JSON." : $"The field '{field}' cannot be read."));
        }

        if (asked is null) return (null, Problems.Of(StatusCodes.Status400BadRequest, null, "The body is empty."));
        if (string.IsNullOrWhiteSpace(asked.Host)) return (null, Problems.Of(StatusCodes.Status400BadRequest, "host", "Name the host, by its name or its resource id."));
        if (string.IsNullOrWhiteSpace(asked.Reason) || asked.Reason.Length > LongestReason) return (null, Problems.Of(StatusCodes.Status400BadRequest, "reason", "Say why, in at most 500 characters; it goes to the journal."));
        if (asked.Failure is { } failure && FailureCatalogue.All.All(known => known.Id.Value != failure))
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "failure", $"No failure class is named '{failure}'. Known: {string.Join(", ", FailureCatalogue.All.Select(known => known.Id.Value))}."));
        return (asked, null);
    }

    private sealed record Asked(string? Host, string? Failure, bool DryRun, string? Reason, string? By);
}
