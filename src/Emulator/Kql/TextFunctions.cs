using System.Text.RegularExpressions;

namespace RdpMedic.Emulator.Kql;

/// <summary>Functions on strings. (String functions)</summary>
internal static class TextFunctions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static IReadOnlyDictionary<string, Func<string, IReadOnlyList<Bound>, Bound>> All { get; } = new Dictionary<string, Func<string, IReadOnlyList<Bound>, Bound>>(StringComparer.Ordinal)
    {
        ["tolower"] = (name, arguments) => OfText(name, arguments, "string", text => text.ToLowerInvariant()),
        ["toupper"] = (name, arguments) => OfText(name, arguments, "string", text => text.ToUpperInvariant()),
        ["strlen"] = (name, arguments) => OfText(name, arguments, "long", text => (long)text.Length),
        ["substring"] = Substring,
        ["strcat"] = Concatenate,
        ["split"] = Split,
        ["replace_string"] = Replace,
        ["extract"] = Extract,
        ["array_length"] = Length,
    };

    private static Bound OfText(string name, IReadOnlyList<Bound> arguments, string type, Func<string, object?> of)
    {
        Functions.Need(name, arguments, 1, "any");
        var text = TextComparison.Text(name, arguments[0]);
        return new Bound(type, (row, frame) => of((string)text.Eval(row, frame)!), text.Constant);
    }

    /// <summary>A negative beginning is counted from the end; what lies outside of the text is empty.</summary>
    private static Bound Substring(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 2, "string", "whole", "whole");
        return new Bound("string", (row, frame) => Part((string)arguments[0].Eval(row, frame)!, arguments[1].Eval(row, frame), arguments.Count > 2 ? arguments[2].Eval(row, frame) : long.MaxValue), Functions.Constant(arguments));

        static string Part(string text, object? from, object? length)
        {
            if (from is not long start || length is not long most) return "";
            if (start < 0) start = Math.Max(0, start + text.Length);
            return start >= text.Length || most <= 0 ? "" : text.Substring((int)start, (int)Math.Min(most, text.Length - start));
        }
    }

    private static Bound Concatenate(string name, IReadOnlyList<Bound> arguments)
    {
        if (arguments.Count == 0) throw KqlException.Semantic("strcat() takes an argument or more");
        return new Bound("string", (row, frame) => string.Concat(arguments.Select(argument => Values.Text(argument.Eval(row, frame)))), Functions.Constant(arguments));
    }

    /// <summary>With an index: an array of that one part, if it is there.</summary>
    private static Bound Split(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 2, "string", "string", "whole");
        return new Bound(
            "dynamic",
            (row, frame) =>
            {
                object?[] parts = ((string)arguments[0].Eval(row, frame)!).Split((string)arguments[1].Eval(row, frame)!);
                if (arguments.Count < 3) return parts;
                return arguments[2].Eval(row, frame) is long at && at >= 0 && at < parts.Length ? new[] { parts[at] } : [];
            },
            Functions.Constant(arguments));
    }

    private static Bound Replace(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 3, "string", "string", "string");
        return new Bound(
            "string",
            (row, frame) => (string)arguments[1].Eval(row, frame)! is { Length: > 0 } old ? ((string)arguments[0].Eval(row, frame)!).Replace(old, (string)arguments[2].Eval(row, frame)!, StringComparison.Ordinal) : arguments[0].Eval(row, frame),
            Functions.Constant(arguments));
    }

    /// <summary>Linear in the length of the text, as the service's own expressions are: what needs to go back is refused.</summary>
    private static Bound Extract(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 3, "string", "whole", "string", "type");
        if (!arguments[0].IsLiteral || !arguments[1].IsLiteral) throw KqlException.Semantic("The emulator's extract takes its expression and group as literals");
        var type = arguments.Count > 3 ? (string)arguments[3].Known! : "string";
        var group = (int)(long)arguments[1].Known!;
        var regex = Pattern((string)arguments[0].Known!);
        var text = new Bound("string", (row, frame) => regex.Match((string)arguments[2].Eval(row, frame)!) is { Success: true } match && group < match.Groups.Count ? match.Groups[group].Value : "", arguments[2].Constant);
        return Conversions.To(type, text) with { Label = null };
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw KqlException.Semantic($"'{pattern}' is no regular expression that can be matched in one pass: {wrong.Message}");
        }
    }

    private static Bound Length(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "dynamic");
        return new Bound("long", (row, frame) => arguments[0].Eval(row, frame) is object?[] items ? (long)items.Length : null, arguments[0].Constant);
    }
}
