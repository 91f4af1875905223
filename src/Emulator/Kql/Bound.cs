namespace RdpMedic.Emulator.Kql;

/// <summary>A row on its way through the operators. Only rows of a table itself know when they were ingested.</summary>
internal readonly record struct Row(object?[] Values, DateTimeOffset? IngestedAt);

/// <summary>An expression whose names and types were resolved.</summary>
/// <param name="Type">Its Kusto type.</param>
/// <param name="Constant">It reads no column, so it can be evaluated once.</param>
internal sealed record Bound(string Type, Func<Row, object?> Eval, bool Constant = false)
{
    public static Bound Literal(string type, object? value) => new(type, _ => value, Constant: true);

    public object? Value => Eval(default);

    public bool IsNumber => Type is "int" or "long" or "real";
}
