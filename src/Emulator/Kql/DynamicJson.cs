using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RdpMedic.Emulator.Kql;

/// <summary>Dynamic values from JSON and back. Times stay the strings that they are in JSON: todatetime reads them.</summary>
internal static class DynamicJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>As parse_json has it: a text that is no JSON is itself the value.</summary>
    public static object? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>What somebody wrote into a dynamic column: JSON as text, node or element, or plain lists and dictionaries.</summary>
    /// <exception cref="ArgumentException">None of these.</exception>
    public static object? From(object? value) => value switch
    {
        null or bool or long or double or DateTimeOffset or TimeSpan => value,
        int number => (long)number,
        string text => Parse(text),
        JsonNode node => Parse(node.ToJsonString()),
        JsonElement element => Of(element),
        IReadOnlyDictionary<string, object?> bag => bag.ToDictionary(pair => pair.Key, pair => Inner(pair.Value), StringComparer.Ordinal),
        System.Collections.IEnumerable list => list.Cast<object?>().Select(Inner).ToArray(),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no dynamic value.", nameof(value)),
    };

    public static string Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain)) Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static object? Inner(object? value) => value is string ? value : From(value);

    private static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => Values.True,
        JsonValueKind.False => Values.False,
        JsonValueKind.Array => element.EnumerateArray().Select(Of).ToArray(),
        JsonValueKind.Object => Bag(element),
        _ => null,
    };

    private static Dictionary<string, object?> Bag(JsonElement element)
    {
        var bag = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) bag[property.Name] = Of(property.Value);
        return bag;
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case double real when double.IsFinite(real):
                // A whole real keeps its point, so that it is read back as what it was.
                writer.WriteRawValue(real == Math.Truncate(real) && Math.Abs(real) < 1e15 ? real.ToString("0.0", CultureInfo.InvariantCulture) : real.ToString("R", CultureInfo.InvariantCulture));
                break;
            case object?[] items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> bag:
                writer.WriteStartObject();
                foreach (var (name, item) in bag)
                {
                    writer.WritePropertyName(name);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(Values.Text(value));
                break;
        }
    }
}
