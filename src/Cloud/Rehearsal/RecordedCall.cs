using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>Reads a request that is not sent into what is shown of it.</summary>
internal static class RecordedCall
{
    /// <summary>The values of these never leave the process. None is written by a repair today; the day one is, it must not be found in a journal.</summary>
    private static readonly string[] Secret = ["protectedParameters", "protectedSettings", "runAsPassword", "adminPassword"];

    private static readonly string[] Conditions = ["If-Match", "If-None-Match"];

    /// <returns>What is shown, and the body as it is.</returns>
    public static async ValueTask<(AzureCall Call, JsonObject? Body)> OfAsync(Request request, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(request, cancellationToken);
        var uri = request.Uri.ToUri();
        var condition = Conditions.Select(name => request.Headers.TryGetValue(name, out var value) ? $"{name}: {value}" : null).FirstOrDefault(header => header is not null);
        var shown = body is null ? (System.Text.Json.JsonElement?)null : Message.BodyOf(Shown(body));
        return (new AzureCall(request.Method.Method, uri.PathAndQuery, VersionOf(uri.Query), condition, shown, CallPermissions.Of(request.Method.Method, uri.AbsolutePath)), body);
    }

    private static async ValueTask<JsonObject?> BodyAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content) return null;
        using var stream = new MemoryStream();
        await content.WriteToAsync(stream, cancellationToken);
        return stream.Length == 0 ? null : JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    private static JsonNode? Shown(JsonNode? node, string name = "") => node switch
    {
        _ when Secret.Contains(name, StringComparer.OrdinalIgnoreCase) => "left out",
        JsonObject one => new JsonObject(one.Select(pair => KeyValuePair.Create(pair.Key, Shown(pair.Value, pair.Key)))),
        JsonArray many => new JsonArray([.. many.Select(item => Shown(item))]),
        JsonValue value when name == "script" && value.TryGetValue<string>(out var text) => ScriptOf(text),
        _ => node?.DeepClone(),
    };

    /// <summary>A case would otherwise carry each script several times over, and in Observe every case would; the hash says which text exactly.</summary>
    private static string ScriptOf(string text) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.Length} characters, sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");

    private static string? VersionOf(string query) => query.TrimStart('?').Split('&').Where(part => part.StartsWith("api-version=", StringComparison.OrdinalIgnoreCase)).Select(part => part["api-version=".Length..]).FirstOrDefault();
}
