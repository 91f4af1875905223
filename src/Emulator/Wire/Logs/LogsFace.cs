using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire.Token;

namespace RdpMedic.Emulator.Wire.Logs;

/// <summary>The query API of one Log Analytics workspace: at most five queries at once and 200 in thirty seconds for each caller, as documented. Times are world time.</summary>
public sealed class LogsFace(string workspace, LogStore store, TimeProvider world, TimeProvider wall, Tokens tokens) : IFace
{
    private const string Right = "Microsoft.OperationalInsights/workspaces/query/read";

    private const int MostAtOnce = 5;

    private const int MostInWindow = 200;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>The workspace answers no query just now. Default: it always does.</summary>
    public Func<bool> IsOut { get; init; } = () => false;

    private readonly KqlEngine engine = new(store);
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> recent = [];
    private int running;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/workspaces/{id}/query", (Delegate)QueryAsync);
        routes.MapPost("/v1/$batch", () => Fail(StatusCodes.Status501NotImplemented, "NotSupportedByEmulator", "The emulator does not serve $batch, which is deprecated.", null));
    }

    private async Task<IResult> QueryAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.FirstOrDefault()?["Bearer ".Length..];
        if (tokens.Accept(token, "https://api.loganalytics.io", "https://api.loganalytics.azure.com", $"{context.Request.Scheme}://{context.Request.Host}") is not { } caller) return Fail(StatusCodes.Status401Unauthorized, "InvalidTokenError", "The provided authentication is not valid for this resource.", null);
        if (!caller.May(Right)) return Fail(StatusCodes.Status403Forbidden, "InsufficientAccessError", "The provided credentials have insufficient access to perform the requested operation.", null);
        if (!string.Equals((string)context.Request.RouteValues["id"]!, workspace, StringComparison.OrdinalIgnoreCase)) return Fail(StatusCodes.Status404NotFound, "WorkspaceNotFoundError", "The workspace could not be found.", null);
        if (IsOut()) return Fail(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableError", "The service is not available.", null);
        if (!Enter())
        {
            context.Response.Headers.RetryAfter = "1";
            return Fail(StatusCodes.Status429TooManyRequests, "ThrottledError", "Too many queries at once, or in thirty seconds.", null);
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            return Answer(body.RootElement);
        }
        finally
        {
            lock (gate) running--;
        }
    }

    private IResult Answer(JsonElement body)
    {
        var (from, to) = body.TryGetProperty("timespan", out var span) && span.GetString() is { } text ? Span(text) : (null, null);
        try
        {
            var result = engine.Run(body.GetProperty("query").GetString()!, world.GetUtcNow(), from, to);
            return Results.Json(new JsonObject
            {
                ["tables"] = new JsonArray(new JsonObject
                {
                    ["name"] = "PrimaryResult",
                    ["columns"] = new JsonArray([.. result.Columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type })]),
                    ["rows"] = new JsonArray([.. result.Rows.Select(row => new JsonArray([.. row.Select(Value)]))]),
                }),
            });
        }
        catch (KqlException wrong)
        {
            return Fail(StatusCodes.Status400BadRequest, "BadArgumentError", "The request had some invalid properties", (wrong.Code, wrong.Message));
        }
    }

    private bool Enter()
    {
        lock (gate)
        {
            var now = wall.GetUtcNow();
            while (recent.TryPeek(out var oldest) && now - oldest > Window) recent.Dequeue();
            if (running >= MostAtOnce || recent.Count >= MostInWindow) return false;
            recent.Enqueue(now);
            running++;
            return true;
        }
    }

    /// <summary>start/end, as the SDK writes a range.</summary>
    private static (DateTimeOffset? From, DateTimeOffset? To) Span(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (null, null) : (Moment(text[..slash]), Moment(text[(slash + 1)..]));
    }

    private static DateTimeOffset? Moment(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        long number => number,
        double number when double.IsFinite(number) => number,
        // Times, spans and dynamic values are texts in the service's JSON too.
        _ => KqlResult.Text(value),
    };

    private static IResult Fail(int status, string code, string message, (string Code, string Message)? inner)
    {
        var error = new JsonObject { ["message"] = message, ["code"] = code };
        if (inner is { } cause) error["innererror"] = new JsonObject { ["code"] = cause.Code, ["message"] = cause.Message };
        return Results.Json(new JsonObject { ["error"] = error }, statusCode: status);
    }
}
