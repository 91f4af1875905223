using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>Binary operators of Kusto. A comparison with null is false.</summary>
internal static class Comparison
{
    public static readonly HashSet<string> Operators = new(StringComparer.Ordinal) { "==", "!=", "=~", "!~", "<", "<=", ">", ">=", "has", "contains", "startswith" };

    public static Bound Make(string name, Bound left, Bound right)
    {
        if (name is "has" or "contains" or "startswith" or "=~" or "!~")
        {
            Need(left, name, "string");
            Need(right, name, "string");
            return new Bound("bool", Text(name, left, right));
        }

        if (left.Type != right.Type && !(left.IsNumber && right.IsNumber)) throw KqlException.Semantic($"The operator {name} cannot compare a {left.Type} with a {right.Type}");
        if (left.Type is "dynamic" or "bool" && name is not ("==" or "!=")) throw KqlException.Semantic($"The operator {name} is not for {left.Type}");
        return new Bound("bool", row => left.Eval(row) is { } one && right.Eval(row) is { } other && Holds(name, one, other));
    }

    public static Bound In(Bound left, IReadOnlyList<Bound> options)
    {
        foreach (var option in options)
        {
            if (option.Type != left.Type && !(option.IsNumber && left.IsNumber)) throw KqlException.Semantic($"The operator in cannot look for a {left.Type} among {option.Type}");
        }

        return new Bound("bool", row => left.Eval(row) is { } value && options.Any(option => option.Eval(row) is { } other && Holds("==", value, other)));
    }

    public static Bound HasAny(Bound left, IReadOnlyList<string> terms)
    {
        Need(left, "has_any", "string");
        return new Bound("bool", row => left.Eval(row) is string text && terms.Any(term => Has(text, term)));
    }

    /// <summary>A whole term, without case: bounded by what is neither letter nor digit.</summary>
    public static bool Has(string text, string term)
    {
        for (var at = text.IndexOf(term, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(term, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (IsEdge(text, at - 1) && IsEdge(text, at + term.Length)) return true;
        }

        return false;
    }

    public static int Order(object one, object other) => (one, other) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
        (bool left, bool right) => left.CompareTo(right),
        _ => Convert.ToDecimal(one, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(other, CultureInfo.InvariantCulture)),
    };

    private static bool IsEdge(string text, int at) => at < 0 || at >= text.Length || !char.IsLetterOrDigit(text[at]);

    private static bool Holds(string name, object one, object other)
    {
        var order = Order(one, other);
        return name switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private static Func<Row, object?> Text(string name, Bound left, Bound right) => row =>
    {
        var (one, other) = ((string)left.Eval(row)!, (string)right.Eval(row)!);
        return name switch
        {
            "has" => Has(one, other),
            "contains" => one.Contains(other, StringComparison.OrdinalIgnoreCase),
            "startswith" => one.StartsWith(other, StringComparison.OrdinalIgnoreCase),
            "=~" => string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
            _ => !string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
        };
    };

    private static void Need(Bound bound, string name, string type)
    {
        if (bound.Type != type) throw KqlException.Semantic($"The operator {name} needs a {type}, not a {bound.Type}");
    }
}
