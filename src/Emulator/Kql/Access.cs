namespace RdpMedic.Emulator.Kql;

/// <summary>Properties and items of dynamic values. What is not there is null.</summary>
internal static class Access
{
    public static Bound Property(Bound value, string name)
    {
        if (value.Type != "dynamic") throw KqlException.Semantic($"A {value.Type} has no property '{name}'");
        return new Bound("dynamic", (row, frame) => value.Eval(row, frame) is Dictionary<string, object?> bag ? bag.GetValueOrDefault(name) : null, value.Constant, Label(value, name));
    }

    public static Bound Item(Bound value, Bound index)
    {
        if (value.Type != "dynamic") throw KqlException.Semantic($"A {value.Type} has no items");
        var label = index.IsLiteral ? Label(value, Values.Text(index.Known)) : null;
        return index.Type switch
        {
            "string" => new Bound("dynamic", (row, frame) => value.Eval(row, frame) is Dictionary<string, object?> bag ? bag.GetValueOrDefault((string)index.Eval(row, frame)!) : null, value.Constant && index.Constant, label),
            "int" or "long" => new Bound("dynamic", (row, frame) => value.Eval(row, frame) is object?[] items && index.Eval(row, frame) is long at ? At(items, at) : null, value.Constant && index.Constant, label),
            _ => throw KqlException.Semantic($"An item is named by a string or a whole number, not by a {index.Type}"),
        };
    }

    private static string? Label(Bound value, string name) => value.Label is { } label ? $"{label}_{name}" : null;

    /// <summary>Negative: counted from the end.</summary>
    private static object? At(object?[] items, long at)
    {
        if (at < 0) at += items.Length;
        return at >= 0 && at < items.Length ? items[at] : null;
    }
}
