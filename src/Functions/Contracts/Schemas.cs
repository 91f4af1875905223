using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using RdpMedic.Cloud.Doctor;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Views;

namespace RdpMedic.Functions.Contracts;

/// <summary>
/// JSON Schemas (2020-12) of what goes over HTTP, made from the types that are written and read. Nulls are left out of answers, so a property is required exactly when
/// it cannot be null. The files in <c>schemas/</c> are made of these.
/// </summary>
public static class Schemas
{
    private static readonly Type[] Texts = [typeof(HostId), typeof(CaseId), typeof(FailureId), typeof(PoolId)];

    /// <summary>The documents in <c>schemas/</c>, by file name without its ending: the answer and what it is.</summary>
    public static IReadOnlyDictionary<string, (Type Type, string Title)> Outputs { get; } = new SortedDictionary<string, (Type, string)>(StringComparer.Ordinal)
    {
        ["accepted"] = (typeof(CaseAccepted), "The answer of POST /api/cases"),
        ["case"] = (typeof(CaseView), "The answer of GET /api/cases/{id}"),
        ["case-event"] = (typeof(CloudEvent), "A CloudEvent of the topic case-events"),
        ["cases"] = (typeof(CaseLine[]), "The answer of GET /api/cases"),
        ["certificates"] = (typeof(CertificateLine[]), "The answer of GET /api/certificates"),
        ["decision"] = (typeof(DecisionAccepted), "The answer of POST /api/cases/{id}/approve, reject and cancel"),
        ["doctor"] = (typeof(DoctorReport), "The answer of GET /api/doctor"),
        ["explain"] = (typeof(Explanation), "The answer of GET /api/hosts/{name}/explain"),
        ["hosts"] = (typeof(HostPage), "The answer of GET /api/hosts"),
        ["incidents"] = (typeof(IncidentLine[]), "The answer of GET /api/incidents"),
        ["pause"] = (typeof(PauseView), "The answer of POST /api/pause and POST /api/resume"),
        ["pools"] = (typeof(PoolLine[]), "The answer of GET /api/pools"),
        ["report"] = (typeof(Report), "The answer of GET /api/report"),
    };

    /// <summary>The text of a file in <c>schemas/</c>.</summary>
    public static string Document(string name)
    {
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"https://rdpmedic.dev/schemas/{name}.schema.json",
            ["title"] = Outputs[name].Title,
        };
        foreach (var (key, value) in Of(Outputs[name].Type)) document[key] = value?.DeepClone();
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    /// <summary>The schema of a type as it is written.</summary>
    public static JsonObject Of(Type type)
    {
        var whole = Json.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        return (JsonObject)Inlined(whole, whole);
    }

    /// <summary>A type that comes twice is referred to by its place in the document, which does not hold once the schema stands in another. None of the types holds itself.</summary>
    private static JsonNode Inlined(JsonNode node, JsonNode whole)
    {
        if (node is JsonArray several) return new JsonArray([.. several.Select(one => one is null ? null : Inlined(one, whole))]);
        if (node is not JsonObject parts) return node.DeepClone();
        if (parts["$ref"] is JsonValue reference) return Inlined(((string)reference!).Split('/').Skip(1).Aggregate(whole, (at, part) => at[part]!), whole);
        return new JsonObject(parts.Where(part => part.Key != "$comment").Select(part => KeyValuePair.Create(part.Key, part.Value is null ? null : Inlined(part.Value, whole))));
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (Texts.Contains(type)) return new JsonObject { ["type"] = "string" };
        if (type == typeof(JsonElement)) return new JsonObject { ["type"] = "object" };
        if (schema is not JsonObject node) return schema;
        if (type.IsEnum) node["type"] = "string";
        if (node["type"] is JsonArray several) node["type"] = several.Select(one => (string)one!).First(one => one != "null");
        if (node["enum"] is JsonArray words) node["enum"] = new JsonArray([.. words.Where(word => word is not null).Select(word => word!.DeepClone())]);
        if (node["properties"] is not JsonObject properties) return node;
        node["additionalProperties"] = false;
        var required = context.TypeInfo.Properties.Where(property => properties.ContainsKey(property.Name) && !property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null).Select(property => JsonValue.Create(property.Name));
        node["required"] = new JsonArray([.. required]);
        return node;
    }
}
