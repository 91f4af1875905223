using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>
/// What Azure would show if the writes of a rehearsal had been made, resource by resource. Answers as ARM does for a write that ends at once: conditions are
/// judged, a PUT replaces the properties, a PATCH is merged into them, a DELETE leaves a 404.
/// </summary>
internal sealed class Overlay
{
    /// <summary>A PUT does not carry these, and does not take them away.</summary>
    private static readonly string[] ReadOnly = ["backendIPConfigurations", "loadBalancingRules", "outboundRules", "inboundNatRules", "resourceGuid"];

    /// <summary>By path; null: deleted.</summary>
    private readonly Dictionary<string, JsonObject?> resources = new(StringComparer.OrdinalIgnoreCase);

    private int version;

    /// <summary>Null: nothing was written there.</summary>
    public Response? Find(RequestUriBuilder uri)
    {
        if (!resources.TryGetValue(PathOf(uri), out var found)) return null;
        if (found is null) return Refusal(404, "ResourceNotFound", "It was deleted in this rehearsal.");
        var shown = found.DeepClone().AsObject();
        // Whether the script would have ended well cannot be known: it ended, and left no output.
        if (TypeOf(uri).Equals("Microsoft.Compute/virtualMachines/runCommands", StringComparison.OrdinalIgnoreCase))
            shown["properties"]!["instanceView"] = new JsonObject { ["executionState"] = "Succeeded", ["executionMessage"] = "Rehearsed: nothing was run.", ["exitCode"] = 0, ["output"] = "", ["error"] = "" };
        return new RehearsedResponse("rehearsed", 200, shown);
    }

    /// <param name="now">What a GET answers just now: 200 or 404.</param>
    /// <param name="body">Of the write; null: none.</param>
    public Response Write(Request request, Response now, JsonObject? body)
    {
        var before = now.Status == 200 ? JsonNode.Parse(now.Content)!.AsObject() : null;
        if (Unless(request, before) is { } refused) return refused;
        if (request.Method == RequestMethod.Delete)
        {
            resources[PathOf(request.Uri)] = null;
            return new RehearsedResponse("rehearsed", before is null ? 204 : 200, null);
        }

        if (request.Method == RequestMethod.Patch && before is null) return Refusal(404, "ResourceNotFound", "There is nothing to patch.");
        var after = request.Method == RequestMethod.Patch ? Merged(before!, body) : Replaced(request.Uri, before, body);
        after["etag"] = $"{AzureCall.RehearsedTag}{++version}\"";
        resources[PathOf(request.Uri)] = after;
        return new RehearsedResponse("rehearsed", 200, after);
    }

    private static RehearsedResponse? Unless(Request request, JsonObject? before)
    {
        if (request.Headers.TryGetValue("If-None-Match", out var none) && none == "*" && before is not null) return Refusal(412, "PreconditionFailed", "The resource exists already.");
        return request.Headers.TryGetValue("If-Match", out var wanted) && (before is null || (wanted != "*" && wanted != (string?)before["etag"])) ? Refusal(412, "PreconditionFailed", "The entity tag is another one.") : null;
    }

    private static JsonObject Replaced(RequestUriBuilder uri, JsonObject? before, JsonObject? body)
    {
        var path = PathOf(uri);
        var after = before?.DeepClone().AsObject() ?? new JsonObject { ["id"] = path, ["name"] = path[(path.LastIndexOf('/') + 1)..], ["type"] = TypeOf(uri) };
        foreach (var (name, value) in body ?? []) after[name] = value?.DeepClone();
        var properties = body?["properties"]?.DeepClone().AsObject() ?? [];
        foreach (var name in ReadOnly)
        {
            if (before?["properties"]?[name] is { } kept) properties[name] = kept.DeepClone();
        }

        properties["provisioningState"] = "Succeeded";
        after["properties"] = properties;
        return after;
    }

    /// <summary>A JSON merge patch: null takes away, objects are merged, all else replaces.</summary>
    private static JsonObject Merged(JsonObject before, JsonObject? patch)
    {
        var after = before.DeepClone().AsObject();
        foreach (var (name, value) in patch ?? [])
        {
            if (value is null) after.Remove(name);
            else after[name] = value is JsonObject inner ? Merged(after[name] as JsonObject ?? [], inner) : value.DeepClone();
        }

        return after;
    }

    private static RehearsedResponse Refusal(int status, string code, string message) =>
        new("rehearsed", status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    private static string PathOf(RequestUriBuilder uri) => uri.ToUri().AbsolutePath;

    private static string TypeOf(RequestUriBuilder uri) => ResourceIdentifier.TryParse(PathOf(uri), out var id) ? id!.ResourceType.ToString() : "";
}
