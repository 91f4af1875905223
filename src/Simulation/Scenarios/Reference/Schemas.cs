using System.Text.Json;
using System.Text.Json.Nodes;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Scenarios.Reference;

/// <summary>The format as a JSON Schema, made of the same types that the reader binds to. Names that a file declares itself are texts here; the reader holds them against one another.</summary>
public sealed class Schemas
{
    private const string Prefix = "#/$defs/";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, JsonObject> definitions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> orNull = new(StringComparer.Ordinal);
    private readonly Documentation documentation;

    private Schemas(Documentation documentation) => this.documentation = documentation;

    /// <summary>The text of <c>schemas/scenario.schema.json</c>.</summary>
    /// <param name="documentation">For the descriptions.</param>
    public static string Write(Documentation documentation)
    {
        var schemas = new Schemas(documentation);
        var root = (ObjectKind)Kinds.Of(typeof(Scenario));
        schemas.Object(root, Use.Make);
        var body = schemas.definitions["Scenario"];
        schemas.definitions.Remove("Scenario");
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "https://rdpmedic.dev/schemas/scenario.schema.json",
            ["title"] = "A scenario",
        };
        foreach (var (name, value) in body) whole[name] = value?.DeepClone();
        foreach (var name in schemas.orNull) schemas.definitions[name] = Nullable(schemas.definitions[name]);
        whole["$defs"] = new JsonObject(schemas.definitions.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        return whole.ToJsonString(Layout) + "\n";
    }

    /// <summary>A reference to a definition that is used in many places.</summary>
    public JsonObject Shared(string name, JsonObject schema)
    {
        definitions.TryAdd(name, schema);
        return new JsonObject { ["$ref"] = $"{Prefix}{name}" };
    }

    /// <summary>A reference to the definition of an object.</summary>
    public JsonObject Object(ObjectKind kind, Use use)
    {
        var name = kind.IsFormat ? kind.Type.Name : use switch { Use.Make => kind.Type.Name, Use.Compare => $"{kind.Type.Name}Wanted", _ => $"{kind.Type.Name}Fields" };
        if (definitions.TryAdd(name, []))
        {
            var properties = new JsonObject();
            foreach (var (field, of) in kind.For(use)) properties[field.Name] = Described(field, of);
            var definition = definitions[name];
            definition["type"] = "object";
            if (documentation.Of(kind.Type) is { } said) definition["description"] = said;
            definition["additionalProperties"] = false;
            definition["properties"] = properties;
            if (use == Use.Make && kind.Required.ToList() is { Count: > 0 } required) definition["required"] = new JsonArray([.. required.Where(properties.ContainsKey).Select(one => (JsonNode)one)]);
        }

        return new JsonObject { ["$ref"] = $"{Prefix}{name}" };
    }

    public JsonObject Certificate(bool inGuest)
    {
        var name = inGuest ? "GuestCertificate" : "VaultCertificateVersion";
        if (definitions.TryAdd(name, []))
        {
            var properties = new JsonObject();
            foreach (var (field, kind, said) in CertificateKind.Fields(inGuest))
            {
                var schema = kind.Schema(this, Use.Change);
                if (said is not null) schema["description"] = said;
                properties[field] = schema;
            }

            (definitions[name]["type"], definitions[name]["additionalProperties"], definitions[name]["properties"]) = ("object", false, properties);
        }

        return new JsonObject { ["$ref"] = $"{Prefix}{name}" };
    }

    /// <summary>The same or null. What may be null in one place may be so in all as far as the schema tells, because the check of this repository knows no anyOf; the reader is stricter.</summary>
    public JsonObject OrNull(JsonObject schema)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = reference.GetValue<string>()[Prefix.Length..];
            orNull.Add(name);
            return new JsonObject { ["$ref"] = $"{Prefix}{name}" };
        }

        return Nullable(schema);
    }

    private static JsonObject Nullable(JsonObject schema)
    {
        var nullable = (JsonObject)schema.DeepClone();
        if (nullable["type"] is JsonArray several) several.Add("null");
        else if (nullable["type"] is { } one) nullable["type"] = new JsonArray(one.GetValue<string>(), "null");
        else if (nullable["enum"] is JsonArray words) words.Add(null);
        return nullable;
    }

    private JsonObject Described(Field field, Use use)
    {
        var schema = field.Kind.Schema(this, use);
        if (field.Nullable) schema = OrNull(schema);
        if (documentation.Of(field.Property) is { } said) schema["description"] = said;
        return schema;
    }
}
