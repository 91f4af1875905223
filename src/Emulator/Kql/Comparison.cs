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
        return new Bound("bool", name is "==" or "!=" ? Equality(left.Eval, right.Eval, name == "!=") : Order(name, left.Eval, right.Eval), left.Constant && right.Constant);
    }

    private static Eval Equality(Eval left, Eval right, bool not) => (row, frame) =>
    {
        var (one, other) = (left(row, frame), right(row, frame));
        if (one is null && other is null) return null;
        return Values.Of(Values.Same(one, other) != not);
    };

    private static Eval Order(string name, Eval left, Eval right)
    {
        Func<int, bool> holds = name switch { "<" => order => order < 0, "<=" => order => order <= 0, ">" => order => order > 0, _ => order => order >= 0 };
        return (row, frame) => left(row, frame) is { } one && right(row, frame) is { } other && Values.Order(one, other) is { } order ? Values.Of(holds(order)) : null;
    }
}
