namespace RdpMedic.Emulator.Kql;

/// <summary>What is empty, and one of several. (isempty, isnull, iff, case, coalesce)</summary>
internal static class ChoiceFunctions
{
    public static IReadOnlyDictionary<string, Func<string, IReadOnlyList<Bound>, Bound>> All { get; } = new Dictionary<string, Func<string, IReadOnlyList<Bound>, Bound>>(StringComparer.Ordinal)
    {
        ["isempty"] = (name, arguments) => Test(name, arguments, value => value is null or ""),
        ["isnotempty"] = (name, arguments) => Test(name, arguments, value => value is not (null or "")),
        // A string is never null.
        ["isnull"] = (name, arguments) => Test(name, arguments, value => value is null),
        ["isnotnull"] = (name, arguments) => Test(name, arguments, value => value is not null),
        ["not"] = Not,
        ["iff"] = Iff,
        ["iif"] = Iff,
        ["case"] = Case,
        ["coalesce"] = Coalesce,
    };

    /// <summary>The type that can hold all of them.</summary>
    public static string CommonType(string name, IEnumerable<Bound> choices)
    {
        var types = choices.Select(choice => choice.Type).Distinct(StringComparer.Ordinal).ToList();
        if (types.Count == 1) return types[0];
        return types.TrueForAll(Values.IsNumber) ? types.Contains("real", StringComparer.Ordinal) ? "real" : "long" : throw KqlException.Semantic($"{name}() gives one type, not {string.Join(" or ", types)}");
    }

    private static Bound Test(string name, IReadOnlyList<Bound> arguments, Func<object?, bool> test)
    {
        Functions.Need(name, arguments, 1, "any");
        var value = arguments[0];
        return new Bound("bool", (row, frame) => Values.Of(test(value.Eval(row, frame))), value.Constant);
    }

    private static Bound Not(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "bool");
        var value = arguments[0];
        return new Bound("bool", (row, frame) => value.Eval(row, frame) is bool flag ? Values.Of(!flag) : null, value.Constant);
    }

    private static Bound Iff(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 3, "bool", "any", "any");
        return Case(name, arguments);
    }

    /// <summary>A condition that is null does not hold.</summary>
    private static Bound Case(string name, IReadOnlyList<Bound> arguments)
    {
        if (arguments.Count < 3 || arguments.Count % 2 == 0) throw KqlException.Semantic($"{name}() takes pairs of a condition and a value, and a value at the end");
        var pairs = arguments.Take(arguments.Count - 1).Chunk(2).ToList();
        if (pairs.Find(pair => pair[0].Type != "bool") is { } wrong) throw KqlException.Semantic($"A condition must be a bool, not a {wrong[0].Type}");
        var otherwise = arguments[^1];
        var type = CommonType(name, pairs.Select(pair => pair[1]).Append(otherwise));
        object? Choose(Row row, Frame frame)
        {
            foreach (var pair in pairs)
            {
                if (pair[0].Holds(row, frame)) return pair[1].Eval(row, frame);
            }

            return otherwise.Eval(row, frame);
        }

        return new Bound(type, type == "real" ? (row, frame) => Choose(row, frame) is { } value ? Values.Real(value) : null : Choose, Functions.Constant(arguments));
    }

    /// <summary>The first that is neither null nor an empty string.</summary>
    private static Bound Coalesce(string name, IReadOnlyList<Bound> arguments)
    {
        if (arguments.Count < 2) throw KqlException.Semantic("coalesce() takes two arguments or more");
        var type = CommonType(name, arguments);
        return new Bound(
            type,
            (row, frame) =>
            {
                foreach (var argument in arguments)
                {
                    if (argument.Eval(row, frame) is { } value and not "") return type == "real" ? Values.Real(value) : value;
                }

                return Values.Missing(type);
            },
            Functions.Constant(arguments));
    }
}
