namespace RdpMedic.Emulator.Kql;

/// <summary>What a query answers. Whole numbers are longs, also in an int column; a dynamic value is a value, an array or a dictionary.</summary>
public sealed record KqlResult(IReadOnlyList<KqlColumn> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>A value as tostring has it: times in ISO 8601, dynamic values as JSON.</summary>
    public static string Text(object? value) => Values.Text(value);
}

/// <summary>
/// Runs the part of KQL that this project's queries use, strictly: names and types are resolved before a row is looked at, and whatever it does not
/// know is an error by name, never a guess. A query is compiled once, whatever constants its callers put in front of it.
/// </summary>
public sealed class KqlEngine(LogStore store)
{
    /// <param name="now">Rows ingested later are not there yet.</param>
    /// <param name="from">Only rows generated then or later; null: any.</param>
    /// <exception cref="KqlException">The query is wrong, or beyond this subset.</exception>
    public KqlResult Run(string query, DateTimeOffset now, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var head = Head.Read(query);
        var compiled = Compiled.Of(head, table => store.Has(table, now));
        var seen = new Dictionary<string, IReadOnlyList<Row>>(StringComparer.Ordinal);
        var frame = new Frame(now, [.. head.Constants.Select(constant => constant.Value.Known)], compiled.Slots, table => seen.TryGetValue(table, out var rows) ? rows : seen[table] = store.Visible(table, now, from, to), (table, after) => store.Fresh(table, now, from, to, after));
        return new KqlResult(compiled.Plan.Columns, [.. compiled.Plan.Run(frame).Select(row => row.Values)]);
    }
}
