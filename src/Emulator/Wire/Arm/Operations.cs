using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Long-running operations of ARM: accepted with an address to ask, and complete after some world time. Their effect happens then, asked about or not.</summary>
internal sealed class Operations(Fleet fleet)
{
    private static readonly string[] Versions = ["2024-11-01", "2025-04-01"];

    private readonly Dictionary<string, Running> running = new(StringComparer.Ordinal);
    private int count;

    public void Map(ArmRoutes arm) => arm.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}", "Microsoft.Compute/locations/operations/read", Versions, Ask);

    /// <summary>Answers 202 with both headers that clients know.</summary>
    /// <param name="done">The effect, and what the operation answers in the end; null: nothing.</param>
    public IResult Begin(ArmCall call, TimeSpan takes, Func<JsonNode?> done)
    {
        var id = $"op-{++count}";
        var one = running[id] = new Running(fleet.Now);
        fleet.Later.Plan(fleet.Now + takes, () =>
        {
            one.Answer = done();
            one.Completed = true;
        });
        var address = $"{call.Http.Request.Scheme}://{call.Http.Request.Host}/subscriptions/{fleet.Subscription}/providers/Microsoft.Compute/locations/{fleet.Location}/operations/{id}?api-version={call.Query("api-version")}";
        call.Http.Response.Headers["Azure-AsyncOperation"] = address;
        call.Http.Response.Headers.Location = address + "&monitor=true";
        call.Http.Response.Headers.RetryAfter = "1";
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private IResult Ask(ArmCall call)
    {
        if (!running.TryGetValue(call.Route("operation"), out var one)) return ArmRoutes.Missing("Microsoft.Compute/locations/operations", call.Route("operation"), fleet.Location);
        var ended = one.Completed;
        // The Location header's address answers the result itself; the other one answers the status with the result inside.
        if (call.Query("monitor") is not null) return ended ? ArmRoutes.Json(one.Answer?.DeepClone() ?? new JsonObject()) : Results.StatusCode(StatusCodes.Status202Accepted);
        var body = new JsonObject { ["name"] = call.Route("operation"), ["startTime"] = one.StartedAt.UtcDateTime.ToString("O"), ["status"] = ended ? "Succeeded" : "InProgress" };
        if (ended) body["properties"] = new JsonObject { ["output"] = one.Answer?.DeepClone() };
        call.Http.Response.Headers.RetryAfter = "1";
        return ArmRoutes.Json(body);
    }

    private sealed class Running(DateTimeOffset startedAt)
    {
        public DateTimeOffset StartedAt { get; } = startedAt;

        public bool Completed { get; set; }

        public JsonNode? Answer { get; set; }
    }
}
