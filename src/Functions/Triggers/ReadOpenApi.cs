using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Functions.Access;
using RdpMedic.Functions.Contracts;

namespace RdpMedic.Functions.Triggers;

/// <summary><c>GET /api/openapi.json</c>: what this app answers, made from its own functions.</summary>
public sealed class ReadOpenApi(Door door)
{
    private static readonly Lazy<string> Document = new(() => OpenApi.Of(typeof(ReadOpenApi).Assembly).ToJsonString());

    [Function(nameof(ReadOpenApi))]
    [Operation(Role.Reader, "Describes the HTTP side of this app as OpenAPI 3.1.", Answers = typeof(JsonObject))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request, CancellationToken cancellationToken) =>
        (await door.AdmitAsync(this, request, cancellationToken)).Refusal ?? new ContentResult { Content = Document.Value, ContentType = "application/json", StatusCode = StatusCodes.Status200OK };
}
