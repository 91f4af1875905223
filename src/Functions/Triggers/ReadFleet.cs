using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Healing.Views;

namespace RdpMedic.Functions.Triggers;

/// <summary>Pools, incidents, certificates and the report.</summary>
public sealed class ReadFleet(Door door, FleetDesk desk)
{
    [Function("ListPools")]
    [Operation(Role.Reader, "Lists the pools: who acts there, what was tried, quotas, suspensions, and a pause.", Answers = typeof(PoolLine[]))]
    public async Task<IActionResult> PoolsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/pools")] HttpRequest request, CancellationToken cancellationToken) =>
        (await door.AdmitAsync(this, request, cancellationToken)).Refusal ?? await Answers.OrTryAgainAsync(async () => Answers.Ok(await desk.PoolsAsync(cancellationToken)));

    [Function("ListIncidents")]
    [Operation(Role.Reader, "Lists failures that so many hosts of a pool have within an hour that one cause is looked for.", Answers = typeof(IncidentLine[]))]
    public async Task<IActionResult> IncidentsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/incidents")] HttpRequest request, CancellationToken cancellationToken) =>
        (await door.AdmitAsync(this, request, cancellationToken)).Refusal ?? await Answers.OrTryAgainAsync(async () => Answers.Ok(await desk.IncidentsAsync(cancellationToken)));

    [Function("ListCertificates")]
    [Operation(Role.Reader, "Lists the certificates for RDP listeners, their hosts, and renewals under way.", Answers = typeof(CertificateLine[]))]
    public async Task<IActionResult> CertificatesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/certificates")] HttpRequest request, CancellationToken cancellationToken) =>
        (await door.AdmitAsync(this, request, cancellationToken)).Refusal ?? await Answers.OrTryAgainAsync(async () => Answers.Ok(await desk.CertificatesAsync(cancellationToken)));

    [Function("ReadReport")]
    [Operation(Role.Reader, "Reports what was done lately, what waits, and what is for people.", Answers = typeof(Report), Refuses = [400])]
    [Query("days", "How far back, 1 to 30; 7 when it is left out.")]
    public async Task<IActionResult> ReportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/report")] HttpRequest request, CancellationToken cancellationToken)
    {
        if ((await door.AdmitAsync(this, request, cancellationToken)).Refusal is { } refusal) return refusal;
        var days = 7;
        if (request.Query["days"].FirstOrDefault() is { } wanted && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out days) || days is < 1 or > 30))
            return Problems.Of(StatusCodes.Status400BadRequest, "days", "days takes 1 to 30.");
        return await Answers.OrTryAgainAsync(async () => Answers.Ok(await desk.ReportAsync(TimeSpan.FromDays(days), cancellationToken)));
    }
}
