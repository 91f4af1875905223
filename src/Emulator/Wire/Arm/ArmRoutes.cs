using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>One call to ARM after its token, permission and api-version were judged.</summary>
internal sealed record ArmCall(HttpContext Http, Identity Caller, Fleet Fleet, JsonElement Body)
{
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    public string? Query(string name) => Http.Request.Query[name].FirstOrDefault();

    public string? Header(string name) => Http.Request.Headers[name].FirstOrDefault();

    /// <summary>Null: the caller's condition holds. If-None-Match: * wants that there is nothing; If-Match wants this entity tag.</summary>
    public Denial? Unless(string? etag)
    {
        if (Header("If-None-Match") == "*" && etag is not null) return new Denial(412, "PreconditionFailed", "The resource exists already.");
        return Header("If-Match") is { } wanted && wanted != "*" && wanted != etag ? new Denial(412, "PreconditionFailed", $"The entity tag {wanted} is not the one of the resource.") : null;
    }

    /// <summary>Notes a write that took hold, in the world's own book.</summary>
    public void TookHold(string on, string step, string resource, string? value, bool changed) => Fleet.Effects.Add(Fleet.Now, on, step, resource, value, changed);

    /// <summary>Notes a control-plane write, as the activity log will show it.</summary>
    public void Wrote(string operation, string resource) => Fleet.Activities.Add(new Activity(Fleet.Now, operation, resource, Caller.ObjectId));
}

/// <summary>Maps ARM operations: each with the action that it needs and the api-versions that it knows. Handlers run under the fleet's lock.</summary>
internal sealed class ArmRoutes(IEndpointRouteBuilder routes, Fleet fleet, Tokens tokens, ArmThrottle throttle)
{
    public const string Group = "/subscriptions/{subscription}/resourceGroups/{group}/providers";

    public static readonly string[] Audiences = ["https://management.azure.com", "https://management.core.windows.net"];

    public void Map(string method, string pattern, string action, string[] versions, Func<ArmCall, IResult> handle) =>
        routes.MapMethods(pattern, [method], (Delegate)((HttpContext context) => AnswerAsync(context, action, versions, handle)));

    private async Task<IResult> AnswerAsync(HttpContext context, string action, string[] versions, Func<ArmCall, IResult> handle)
    {
        var token = context.Request.Headers.Authorization.FirstOrDefault()?["Bearer ".Length..];
        if (tokens.Accept(token, Audiences) is not { } caller) return Errors.Arm(StatusCodes.Status401Unauthorized, "InvalidAuthenticationToken", "The access token is missing, expired, or for another audience.");
        if (throttle.Refuse(caller, context.Request.Method) is { } wait)
        {
            context.Response.Headers.RetryAfter = $"{Math.Max(1, (int)wait.TotalSeconds)}";
            return Errors.Arm(StatusCodes.Status429TooManyRequests, "TooManyRequests", $"Too many requests by {caller.Name}.");
        }

        var version = context.Request.Query["api-version"].FirstOrDefault();
        if (version is null || !versions.Contains(version, StringComparer.OrdinalIgnoreCase)) return Errors.Arm(StatusCodes.Status400BadRequest, "InvalidApiVersionParameter", $"The api-version '{version}' is not one that the emulator knows here: {string.Join(", ", versions)}.");
        if (context.Request.RouteValues.TryGetValue("subscription", out var subscription) && !string.Equals((string)subscription!, fleet.Subscription, StringComparison.OrdinalIgnoreCase))
            return Errors.Arm(StatusCodes.Status404NotFound, "SubscriptionNotFound", $"The subscription '{subscription}' could not be found.");
        if (action.Length > 0 && !caller.May(action))
            return Errors.Arm(StatusCodes.Status403Forbidden, "AuthorizationFailed", $"The client '{caller.ClientId}' with object id '{caller.ObjectId}' does not have authorization to perform action '{action}' over scope '{context.Request.Path}'.");
        var deletes = HttpMethods.IsDelete(context.Request.Method);
        if ((deletes || HttpMethods.IsPut(context.Request.Method) || HttpMethods.IsPatch(context.Request.Method)) && fleet.Locked(context.Request.Path, deletes))
            return Errors.Arm(StatusCodes.Status409Conflict, "ScopeLocked", $"The scope '{context.Request.Path}' cannot perform this operation because a lock is on it.");
        JsonElement body = default;
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            try
            {
                body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            }
            catch (JsonException wrong)
            {
                return Errors.Arm(StatusCodes.Status400BadRequest, "InvalidRequestContent", wrong.Message);
            }
        }

        lock (fleet.Gate)
        {
            // Who asks sees what is due by now, also between two steps of the world.
            fleet.Later.Advance(fleet.Now);
            return handle(new ArmCall(context, caller, fleet, body));
        }
    }

    public static IResult Json(JsonNode body, int status = StatusCodes.Status200OK) => Results.Json(body, statusCode: status);

    public static IResult Deny(Denial denial) => Errors.Arm(denial.Status, denial.Code, denial.Message);

    public static IResult Missing(string type, string name, string group) =>
        Errors.Arm(StatusCodes.Status404NotFound, "ResourceNotFound", $"The Resource '{type}/{name}' under resource group '{group}' was not found.");

    public static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);

    public static JsonArray Texts(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode)item)]);
}
