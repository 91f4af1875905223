using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing;
using RdpMedic.Healing.Views;

namespace RdpMedic.Functions.Triggers;

/// <summary><c>GET /api/hosts</c> and <c>GET /api/hosts/{name}/explain</c>: the fleet, and why a host was not repaired.</summary>
public sealed class ReadHosts(Door door, HostDesk desk)
{
    [Function("ListHosts")]
    [Operation(Role.Reader, "Lists the hosts of the inventory with their newest cases.", Answers = typeof(HostPage), Refuses = [400])]
    [Query("pool", "Only hosts of this pool: its id or the last part of it.")]
    [Query("after", "Only hosts behind this id: what the answer before named as next.")]
    [Query("limit", "How many at most, 1 to 1000; 1000 when it is left out.")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/hosts")] HttpRequest request, CancellationToken cancellationToken)
    {
        if ((await door.AdmitAsync(this, request, cancellationToken)).Refusal is { } refusal) return refusal;
        var limit = HostLines.Most;
        if (request.Query["limit"].FirstOrDefault() is { } wanted && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > HostLines.Most))
            return Problems.Of(StatusCodes.Status400BadRequest, "limit", "limit takes 1 to 1000.");
        var pool = request.Query["pool"].FirstOrDefault();
        HostId? after = request.Query["after"].FirstOrDefault() is { Length: > 0 } last ? new HostId(last) : null;
        return await Answers.OrTryAgainAsync(async () => Answers.Ok(await desk.ListAsync(pool, after, limit, cancellationToken)));
    }

    [Function("ExplainHost")]
    [Operation(Role.Reader, "Says why a host was not repaired: every gate, the newest case, what was not collected. It answers for healthy hosts too.", Answers = typeof(Explanation), Refuses = [404, 409])]
    [Query("id", "The resource id, when several virtual machines have the name.")]
    public async Task<IActionResult> ExplainAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/hosts/{name}/explain")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if ((await door.AdmitAsync(this, request, cancellationToken)).Refusal is { } refusal) return refusal;
        var asked = request.Query["id"].FirstOrDefault() is { Length: > 0 } id ? id : name;
        return await Answers.OrTryAgainAsync(async () => await desk.FindAsync(asked, cancellationToken) switch
        {
            [var host] => Answers.Ok(await desk.ExplainAsync(host, cancellationToken)),
            [] => Problems.Of(StatusCodes.Status404NotFound, "name", $"No host is named '{asked}', and none of this name had a case lately."),
            var several => Problems.Of(StatusCodes.Status409Conflict, "name", $"Several hosts have this name; ask with ?id= and one of {string.Join(", ", several)}."),
        });
    }
}
