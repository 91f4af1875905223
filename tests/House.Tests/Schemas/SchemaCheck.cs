using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RdpMedic.House.Tests.Schemas;

/// <summary>
/// Checks JSON against the part of JSON Schema 2020-12 that this repository's schemas use: type, enum, const, required, properties, additionalProperties, items, minItems, maxItems,
/// pattern, minLength, maxLength, minimum, maximum, and $ref to this document's own $defs. Any other keyword that constrains is refused by name when the schema is read, so that nothing is ever
/// checked less than it says; <c>format</c> is an annotation, as in the standard. Other test projects link this file.
/// </summary>
public sealed class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "format", "deprecated"];

    private static readonly Dictionary<string, JsonValueKind[]> Keywords = new(StringComparer.Ordinal)
    {
        ["type"] = [JsonValueKind.String, JsonValueKind.Array],
        ["enum"] = [JsonValueKind.Array],
        ["const"] = [],
        ["required"] = [JsonValueKind.Array],
        ["properties"] = [JsonValueKind.Object],
        ["additionalProperties"] = [JsonValueKind.Object, JsonValueKind.True, JsonValueKind.False],
        ["items"] = [JsonValueKind.Object, JsonValueKind.True, JsonValueKind.False],
        ["minItems"] = [JsonValueKind.Number],
        ["maxItems"] = [JsonValueKind.Number],
        ["pattern"] = [JsonValueKind.String],
        ["minLength"] = [JsonValueKind.Number],
        ["maxLength"] = [JsonValueKind.Number],
        ["minimum"] = [JsonValueKind.Number],
        ["maximum"] = [JsonValueKind.Number],
        ["$ref"] = [JsonValueKind.String],
    };

    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "integer", "string"];

    private readonly JsonElement root;

    private SchemaCheck(JsonElement root) => this.root = root;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">It is no JSON, or says something that this check would not keep; the message names every such place.</exception>
    public static SchemaCheck Read(string schema)
    {
        JsonElement parsed;
        try
        {
            using var document = JsonDocument.Parse(schema);
            parsed = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new FormatException($"The schema is no JSON: {e.Message}", e);
        }

        var check = new SchemaCheck(parsed);
        var faults = check.Faults(parsed, "#").ToList();
        return faults.Count == 0 ? check : throw new FormatException($"The schema cannot be kept: {string.Join("; ", faults)}.");
    }

    /// <summary>What is wrong with the text: one sentence each, beginning with the JSON pointer of the place; empty when it is valid.</summary>
    public IReadOnlyList<string> Check(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Check(document.RootElement);
    }

    /// <inheritdoc cref="Check(string)"/>
    public IReadOnlyList<string> Check(JsonElement value) => [.. Errors(root, value, "")];

    private IEnumerable<string> Errors(JsonElement schema, JsonElement value, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.ValueKind == JsonValueKind.True ? [] : [$"{Place(at)} is not allowed"];
        }

        return schema.EnumerateObject().SelectMany(keyword => keyword.Name switch
        {
            "$ref" => Errors(Resolve(keyword.Value.GetString()!)!.Value, value, at),
            "type" => One(Listed(keyword.Value).Any(t => Is(value, t)), at, $"is {Kind(value)}, and must be {string.Join(" or ", Listed(keyword.Value))}"),
            "enum" => One(keyword.Value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)), at, $"is {value.GetRawText()}, and must be one of {keyword.Value.GetRawText()}"),
            "const" => One(JsonElement.DeepEquals(keyword.Value, value), at, $"is {value.GetRawText()}, and must be {keyword.Value.GetRawText()}"),
            _ => value.ValueKind switch
            {
                JsonValueKind.Object => OfObject(keyword, schema, value, at),
                JsonValueKind.Array => OfArray(keyword, value, at),
                JsonValueKind.String => OfString(keyword, value.GetString()!, at),
                JsonValueKind.Number => OfNumber(keyword, value.GetDouble(), at),
                _ => [],
            },
        });
    }

    private IEnumerable<string> OfObject(JsonProperty keyword, JsonElement schema, JsonElement value, string at) => keyword.Name switch
    {
        "required" => Listed(keyword.Value).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{Place(at)} lacks '{name}'"),
        "properties" => keyword.Value.EnumerateObject().SelectMany(p => value.TryGetProperty(p.Name, out var child) ? Errors(p.Value, child, Pointer(at, p.Name)) : []),
        "additionalProperties" => value.EnumerateObject().Where(p => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(p.Name, out _)))
            .SelectMany(p => Errors(keyword.Value, p.Value, Pointer(at, p.Name))),
        _ => [],
    };

    private IEnumerable<string> OfArray(JsonProperty keyword, JsonElement value, string at) => keyword.Name switch
    {
        "items" => value.EnumerateArray().SelectMany((item, i) => Errors(keyword.Value, item, $"{at}/{i}")),
        "minItems" => One(value.GetArrayLength() >= keyword.Value.GetInt32(), at, $"has {value.GetArrayLength()} items, and must have at least {keyword.Value}"),
        "maxItems" => One(value.GetArrayLength() <= keyword.Value.GetInt32(), at, $"has {value.GetArrayLength()} items, and may have at most {keyword.Value}"),
        _ => [],
    };

    private static IEnumerable<string> OfString(JsonProperty keyword, string value, string at) => keyword.Name switch
    {
        "pattern" => One(Matches(keyword.Value.GetString()!, value), at, $"is '{value}', and must match {keyword.Value.GetString()}"),
        "minLength" => One(Length(value) >= keyword.Value.GetInt32(), at, $"has {Length(value)} characters, and must have at least {keyword.Value}"),
        "maxLength" => One(Length(value) <= keyword.Value.GetInt32(), at, $"has {Length(value)} characters, and may have at most {keyword.Value}"),
        _ => [],
    };

    private static IEnumerable<string> OfNumber(JsonProperty keyword, double value, string at) => keyword.Name switch
    {
        "minimum" => One(value >= keyword.Value.GetDouble(), at, $"is {value.ToString(CultureInfo.InvariantCulture)}, and must be at least {keyword.Value}"),
        "maximum" => One(value <= keyword.Value.GetDouble(), at, $"is {value.ToString(CultureInfo.InvariantCulture)}, and may be at most {keyword.Value}"),
        _ => [],
    };

    private IEnumerable<string> Faults(JsonElement schema, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return [];
        }

        return schema.ValueKind == JsonValueKind.Object ? schema.EnumerateObject().SelectMany(keyword => Faults(keyword, at)) : [$"{at} is {Kind(schema)} and no schema"];
    }

    private IEnumerable<string> Faults(JsonProperty keyword, string at)
    {
        var here = $"{at}/{keyword.Name}";
        if (keyword.Name != "$defs" && Annotations.Contains(keyword.Name, StringComparer.Ordinal))
        {
            return [];
        }

        if (keyword.Name == "$defs" ? keyword.Value.ValueKind != JsonValueKind.Object : !Keywords.TryGetValue(keyword.Name, out var kinds) || (kinds.Length > 0 && !kinds.Contains(keyword.Value.ValueKind)))
        {
            return [Keywords.ContainsKey(keyword.Name) || keyword.Name == "$defs" ? $"{here} may not be {Kind(keyword.Value)}" : $"{here} is a keyword that this check does not know"];
        }

        return keyword.Name switch
        {
            "properties" or "$defs" => keyword.Value.EnumerateObject().SelectMany(p => Faults(p.Value, $"{here}/{p.Name}")),
            "items" or "additionalProperties" => Faults(keyword.Value, here),
            "type" => Listed(keyword.Value).Where(t => !Types.Contains(t, StringComparer.Ordinal)).Select(t => $"{here} names '{t}', which is no type"),
            "pattern" => IsPattern(keyword.Value.GetString()!) ? [] : [$"{here} is no regular expression"],
            "$ref" => Resolve(keyword.Value.GetString()!) is null ? [$"{here} leads to '{keyword.Value}', which is not in $defs of this document"] : [],
            _ => [],
        };
    }

    private JsonElement? Resolve(string reference)
    {
        const string Prefix = "#/$defs/";
        return reference.StartsWith(Prefix, StringComparison.Ordinal) && root.TryGetProperty("$defs", out var definitions) && definitions.TryGetProperty(reference[Prefix.Length..], out var found) ? found : null;
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = Matches(pattern, "");
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool Matches(string pattern, string value) => Regex.IsMatch(value, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));

    /// <summary>JSON Schema counts code points.</summary>
    private static int Length(string value) => value.EnumerateRunes().Count();

    private static bool Is(JsonElement value, string type) => Kind(value) == type || (type == "integer" && value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()));

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> Listed(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(e => e.ToString()) : [value.ToString()];

    private static IEnumerable<string> One(bool holds, string at, string error) => holds ? [] : [$"{Place(at)} {error}"];

    private static string Place(string at) => at.Length == 0 ? "(root)" : at;

    private static string Pointer(string at, string name) => $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
