namespace RdpMedic.Emulator.Kql;

/// <summary>Functions on numbers, and bin, which rounds times too.</summary>
internal static class NumberFunctions
{
    public static IReadOnlyDictionary<string, Func<string, IReadOnlyList<Bound>, Bound>> All { get; } = new Dictionary<string, Func<string, IReadOnlyList<Bound>, Bound>>(StringComparer.Ordinal)
    {
        ["bin"] = Bin,
        ["floor"] = Bin,
        ["max_of"] = (name, arguments) => Extreme(name, arguments, 1),
        ["min_of"] = (name, arguments) => Extreme(name, arguments, -1),
        ["round"] = Round,
    };

    /// <summary>Down to a multiple; times are counted from their beginning. A size that is not positive gives null.</summary>
    private static Bound Bin(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 2, "any", "any");
        var (value, size) = (arguments[0], arguments[1]);
        (string Type, Func<object, object, object?> Of) rule = (value.Type, size.Type) switch
        {
            ("datetime", "timespan") => ("datetime", (one, other) => Down(((DateTimeOffset)one).UtcTicks, ((TimeSpan)other).Ticks) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null),
            ("timespan", "timespan") => ("timespan", (one, other) => Down(((TimeSpan)one).Ticks, ((TimeSpan)other).Ticks) is { } ticks ? new TimeSpan(ticks) : null),
            _ when Values.IsWhole(value.Type) && Values.IsWhole(size.Type) => ("long", (one, other) => Down((long)one, (long)other)),
            _ when value.IsNumber && size.IsNumber => ("real", (one, other) => Values.Real(other) > 0 ? Math.Floor(Values.Real(one) / Values.Real(other)) * Values.Real(other) : null),
            _ => throw KqlException.Semantic($"{name}() cannot round a {value.Type} to a {size.Type}"),
        };
        return new Bound(rule.Type, (row, frame) => value.Eval(row, frame) is { } one && size.Eval(row, frame) is { } other ? rule.Of(one, other) : null, Functions.Constant(arguments), value.Label);
    }

    private static long? Down(long value, long size) => size > 0 ? value - (((value % size) + size) % size) : null;

    private static Bound Extreme(string name, IReadOnlyList<Bound> arguments, int sign)
    {
        if (arguments.Count < 2) throw KqlException.Semantic($"{name}() takes two arguments or more");
        var type = ChoiceFunctions.CommonType(name, arguments);
        return new Bound(
            type,
            (row, frame) =>
            {
                object? best = null;
                foreach (var argument in arguments)
                {
                    if (argument.Eval(row, frame) is { } value && (best is null || Values.Order(value, best) * sign > 0)) best = value;
                }

                return type == "real" && best is not null ? Values.Real(best) : best;
            },
            Functions.Constant(arguments));
    }

    private static Bound Round(string name, IReadOnlyList<Bound> arguments)
    {
        Functions.Need(name, arguments, 1, "number", "whole");
        return new Bound("real", (row, frame) => arguments[0].Eval(row, frame) is { } value ? Math.Round(Values.Real(value), arguments.Count > 1 && arguments[1].Eval(row, frame) is long digits ? (int)Math.Clamp(digits, 0, 15) : 0, MidpointRounding.AwayFromZero) : null, Functions.Constant(arguments));
    }
}
