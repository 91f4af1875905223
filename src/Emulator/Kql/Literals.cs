using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>Constants as a query writes them: texts, numbers, times, spans of time, and dynamic values.</summary>
internal static class Literals
{
    private static readonly (string[] Names, long Ticks)[] Units =
    [
        (["d", "day", "days"], TimeSpan.TicksPerDay),
        (["h", "hr", "hrs", "hour", "hours"], TimeSpan.TicksPerHour),
        (["m", "min", "minute", "minutes"], TimeSpan.TicksPerMinute),
        (["s", "sec", "second", "seconds"], TimeSpan.TicksPerSecond),
        (["ms", "milli", "millis", "millisecond", "milliseconds"], TimeSpan.TicksPerMillisecond),
        (["micro", "micros", "microsecond", "microseconds"], TimeSpan.TicksPerMicrosecond),
        (["tick", "ticks"], 1),
    ];

    /// <summary>Null, and nothing read, when no literal comes next.</summary>
    public static Bound? Try(Reader reader)
    {
        var token = reader.Peek;
        switch (token.Kind)
        {
            case TokenKind.Text:
                reader.Place++;
                return Bound.Literal("string", token.Value);
            case TokenKind.Whole:
                reader.Place++;
                return Bound.Literal("long", long.Parse(token.Value, CultureInfo.InvariantCulture));
            case TokenKind.Real:
                reader.Place++;
                return Bound.Literal("real", double.Parse(token.Value, CultureInfo.InvariantCulture));
            case TokenKind.Span:
                reader.Place++;
                return Bound.Literal("timespan", Span(token.Value) ?? throw KqlException.Syntax($"'{token.Value}' is no timespan", token.At));
            case TokenKind.Name when token.Value is "true" or "false":
                reader.Place++;
                return Bound.Literal("bool", Values.Of(token.Value == "true"));
            case TokenKind.Name when reader.Ahead(1).Kind == TokenKind.Raw:
                reader.Place += 2;
                return Named(token.Value, reader.Ahead(-1).Value);
            case TokenKind.Name when token.Value == "dynamic" && reader.Ahead(1).Is("("):
                reader.Place += 2;
                var value = Dynamic(reader);
                reader.Need(")");
                return Bound.Literal("dynamic", value);
            default:
                return null;
        }
    }

    /// <summary>1.5h, or 1.02:03:04; null: neither.</summary>
    public static TimeSpan? Span(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789.").ToString();
        if (unit.Length == text.Length) return null;
        foreach (var (names, ticks) in Units)
        {
            if (Array.IndexOf(names, unit) >= 0 && double.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out var count)) return TimeSpan.FromTicks((long)Math.Round(count * ticks));
        }

        if (unit.Length == 0 && long.TryParse(text, CultureInfo.InvariantCulture, out var days)) return TimeSpan.FromDays(days);
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }

    public static DateTimeOffset? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>The type that a name in a literal, a cast or a typeof stands for.</summary>
    public static string Type(string name) => name switch
    {
        "datetime" or "date" => "datetime",
        "timespan" or "time" => "timespan",
        "double" or "real" => "real",
        "bool" or "boolean" => "bool",
        "int" or "long" or "string" or "dynamic" => name,
        _ => throw KqlException.Unsupported($"the type '{name}'"),
    };

    private static Bound Named(string name, string text)
    {
        var type = Type(name);
        if (text == "null") return Bound.Literal(type, null);
        object? value = type switch
        {
            "datetime" => Time(text),
            "timespan" => Span(text),
            "bool" => text is "true" or "false" ? Values.Of(text == "true") : null,
            "real" => double.TryParse(text, CultureInfo.InvariantCulture, out var real) ? real : null,
            _ => long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        };
        return value is null ? throw KqlException.Semantic($"'{text}' is no {type}") : Bound.Literal(type, value);
    }

    private static object? Dynamic(Reader reader)
    {
        if (reader.Try("[")) return Items(reader);
        if (reader.Try("{")) return Bag(reader);
        if (reader.Try("null")) return null;
        var minus = reader.Try("-");
        var at = reader.Peek.At;
        if (Try(reader) is not { } literal) throw KqlException.Syntax($"'{reader.Peek.Value}' is no dynamic value", at);
        return (minus, literal.Known) switch { (false, var value) => value, (true, long whole) => -whole, (true, double real) => -real, _ => throw KqlException.Syntax("Only a number is negative", at) };
    }

    private static object?[] Items(Reader reader)
    {
        var items = new List<object?>();
        while (!reader.Try("]"))
        {
            if (items.Count > 0) reader.Need(",");
            items.Add(Dynamic(reader));
        }

        return [.. items];
    }

    private static Dictionary<string, object?> Bag(Reader reader)
    {
        var bag = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!reader.Try("}"))
        {
            if (bag.Count > 0) reader.Need(",");
            var name = reader.Next();
            if (name.Kind != TokenKind.Text) throw KqlException.Syntax("The name of a property stands in quotes", name.At);
            reader.Need(":");
            bag[name.Value] = Dynamic(reader);
        }

        return bag;
    }
}
