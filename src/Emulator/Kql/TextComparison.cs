namespace RdpMedic.Emulator.Kql;

/// <summary>Operators on strings; without case unless their name ends in _cs. A dynamic value is looked at as its text. (String operators)</summary>
internal static class TextComparison
{
    public static readonly Dictionary<string, Func<string, string, bool>> Operators = All();

    public static Bound Make(string name, Bound left, Bound right)
    {
        var test = Operators[name];
        var (one, other) = (Text(name, left).Eval, Text(name, right).Eval);
        return new Bound("bool", (row, frame) => Values.Of(test((string)one(row, frame)!, (string)other(row, frame)!)), left.Constant && right.Constant);
    }

    public static Bound Text(string name, Bound bound) => bound.Type switch
    {
        "string" => bound,
        "dynamic" => Conversions.To("string", bound),
        _ => throw KqlException.Semantic($"The operator {name} needs a string, not a {bound.Type}"),
    };

    /// <summary>A whole term, or several with what stands between them: bounded by what is neither letter nor digit.</summary>
    public static bool Has(string text, string term, StringComparison how)
    {
        if (term.Length == 0) return true;
        for (var at = text.IndexOf(term, how); at >= 0; at = at + 1 < text.Length ? text.IndexOf(term, at + 1, how) : -1)
        {
            if (IsEdge(text, at - 1, term[0]) && IsEdge(text, at + term.Length, term[^1])) return true;
        }

        return false;
    }

    /// <summary>A term that itself begins or ends with a mark is bounded by that mark.</summary>
    private static bool IsEdge(string text, int at, char end) => at < 0 || at >= text.Length || !char.IsLetterOrDigit(end) || !char.IsLetterOrDigit(text[at]);

    private static Dictionary<string, Func<string, string, bool>> All()
    {
        var all = new Dictionary<string, Func<string, string, bool>>(StringComparer.Ordinal)
        {
            ["=~"] = (one, other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
            ["!~"] = (one, other) => !string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
        };
        Add("has", Has);
        Add("contains", (text, part, how) => text.Contains(part, how));
        Add("startswith", (text, part, how) => text.StartsWith(part, how));
        Add("endswith", (text, part, how) => text.EndsWith(part, how));
        return all;

        void Add(string name, Func<string, string, StringComparison, bool> test)
        {
            all[name] = (text, part) => test(text, part, StringComparison.OrdinalIgnoreCase);
            all[$"!{name}"] = (text, part) => !test(text, part, StringComparison.OrdinalIgnoreCase);
            all[$"{name}_cs"] = (text, part) => test(text, part, StringComparison.Ordinal);
            all[$"!{name}_cs"] = (text, part) => !test(text, part, StringComparison.Ordinal);
        }
    }
}
