namespace RdpMedic.Emulator.Kql;

/// <summary>Sums and products of numbers, times and spans of time. With a null on either side the result is null. (Numerical operators, Datetime / timespan arithmetic)</summary>
internal static class Arithmetic
{
    public static Bound Make(string name, Bound left, Bound right)
    {
        var (type, of) = Rule(name, left, right) ?? throw KqlException.Semantic($"The operator {name} is not defined for {left.Type} and {right.Type}");
        return new Bound(type, (row, frame) => left.Eval(row, frame) is { } one && right.Eval(row, frame) is { } other ? of(one, other) : null, left.Constant && right.Constant);
    }

    public static Bound Negated(Bound value) => value.Type switch
    {
        "int" or "long" => new Bound("long", (row, frame) => value.Eval(row, frame) is long whole ? -whole : null, value.Constant),
        "real" => new Bound("real", (row, frame) => value.Eval(row, frame) is double real ? -real : null, value.Constant),
        "timespan" => new Bound("timespan", (row, frame) => value.Eval(row, frame) is TimeSpan time ? -time : null, value.Constant),
        _ => throw KqlException.Semantic($"A {value.Type} has no negative"),
    };

    private static (string Type, Func<object, object, object?> Of)? Rule(string name, Bound left, Bound right)
    {
        if (left.IsNumber && right.IsNumber) return Values.IsWhole(left.Type) && Values.IsWhole(right.Type) ? ("long", Whole(name)) : ("real", Real(name));
        return (left.Type, name, right.Type) switch
        {
            ("datetime", "+", "timespan") => ("datetime", (one, other) => (DateTimeOffset)one + (TimeSpan)other),
            ("timespan", "+", "datetime") => ("datetime", (one, other) => (DateTimeOffset)other + (TimeSpan)one),
            ("datetime", "-", "timespan") => ("datetime", (one, other) => (DateTimeOffset)one - (TimeSpan)other),
            ("datetime", "-", "datetime") => ("timespan", (one, other) => (DateTimeOffset)one - (DateTimeOffset)other),
            ("timespan", "+", "timespan") => ("timespan", (one, other) => (TimeSpan)one + (TimeSpan)other),
            ("timespan", "-", "timespan") => ("timespan", (one, other) => (TimeSpan)one - (TimeSpan)other),
            ("timespan", "/", "timespan") => ("real", (one, other) => (TimeSpan)one / (TimeSpan)other),
            ("timespan", "*", "int" or "long" or "real") => ("timespan", (one, other) => (TimeSpan)one * Values.Real(other)),
            ("int" or "long" or "real", "*", "timespan") => ("timespan", (one, other) => (TimeSpan)other * Values.Real(one)),
            ("timespan", "/", "int" or "long" or "real") => ("timespan", (one, other) => Values.Real(other) == 0 ? null : (TimeSpan)one / Values.Real(other)),
            _ => null,
        };
    }

    private static Func<object, object, object?> Whole(string name) => name switch
    {
        "+" => (one, other) => (long)one + (long)other,
        "-" => (one, other) => (long)one - (long)other,
        "*" => (one, other) => (long)one * (long)other,
        _ => (one, other) => (long)other == 0 ? null : (long)one / (long)other,
    };

    private static Func<object, object, object?> Real(string name) => name switch
    {
        "+" => (one, other) => Values.Real(one) + Values.Real(other),
        "-" => (one, other) => Values.Real(one) - Values.Real(other),
        "*" => (one, other) => Values.Real(one) * Values.Real(other),
        _ => (one, other) => Values.Real(one) / Values.Real(other),
    };
}
