namespace RdpMedic.Emulator.Kql;

/// <summary>
/// Equality and order. Two nulls are neither equal nor unequal but null; null and a value are unequal; any order with null is null. A dynamic value is
/// compared as what the other side is. (Null values, Logical operators)
/// </summary>
internal static class Comparison
{
    public static readonly HashSet<string> Operators = new(StringComparer.Ordinal) { "==", "!=", "<", "<=", ">", ">=" };

    public static Bound Make(string name, Bound left, Bound right)
    {
        if (left.Type == "dynamic" && right.Type != "dynamic") left = Conversions.To(right.Type, left);
        else if (right.Type == "dynamic" && left.Type != "dynamic") right = Conversions.To(left.Type, right);
        if (left.Type != right.Type && !(left.IsNumber && right.IsNumber)) throw KqlException.Semantic($"The operator {name} cannot compare a {left.Type} with a {right.Type}");
        if (left.Type is "dynamic" or "bool" && name is not ("==" or "!=")) throw KqlException.Semantic($"The operator {name} is not for {left.Type}");
        var type = left.Type == right.Type || (Values.IsWhole(left.Type) && Values.IsWhole(right.Type)) ? left.Type : "real";
        var isSince = left is { IsColumn: true, Label: "TimeGenerated", Type: "datetime" } && right.Constant && name is ">" or ">=";
        return new Bound("bool", name is "==" or "!=" ? Equality(type, left.Eval, right.Eval, name == "!=") : Order(name, type, left.Eval, right.Eval), left.Constant && right.Constant)
        {
            Since = isSince ? right.Eval : null,
            IngestedAfter = left.IsIngestionTime && right is { Constant: true, Type: "datetime" } && name == ">" ? right.Eval : null,
        };
    }

    private static Eval Equality(string type, Eval left, Eval right, bool not) => type == "string"
        ? (row, frame) => Values.Of(string.Equals((string)left(row, frame)!, (string)right(row, frame)!, StringComparison.Ordinal) != not)
        : (row, frame) =>
        {
            var (one, other) = (left(row, frame), right(row, frame));
            if (one is null && other is null) return null;
            return Values.Of(Values.Same(one, other) != not);
        };

    private static Eval Order(string name, string type, Eval left, Eval right)
    {
        // The types are known here once, and not looked at again for each row.
        Func<object, object, int> order = type switch
        {
            "datetime" => (one, other) => ((DateTimeOffset)one).CompareTo((DateTimeOffset)other),
            "int" or "long" => (one, other) => ((long)one).CompareTo((long)other),
            _ => (one, other) => Values.Order(one, other)!.Value,
        };
        Func<int, bool> holds = name switch { "<" => by => by < 0, "<=" => by => by <= 0, ">" => by => by > 0, _ => by => by >= 0 };
        return (row, frame) => left(row, frame) is { } one && right(row, frame) is { } other ? Values.Of(holds(order(one, other))) : null;
    }
}
