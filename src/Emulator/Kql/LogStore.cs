namespace RdpMedic.Emulator.Kql;

/// <summary>
/// A Log Analytics workspace: rows that become visible when they are ingested, not when they happened. The tables that our infrastructure collects are there
/// from the start; any other comes into being with its first row.
/// </summary>
public sealed class LogStore
{
    /// <summary>Older rows are forgotten: nothing here asks for more than a day.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    private static readonly string[] Collected = ["Event", "Heartbeat", "SecurityEvent", "WVDConnections", "WVDErrors", "WVDAgentHealthStatus", "AzureActivity"];

    private static readonly Dictionary<string, Dictionary<string, int>> Places = Tables.All.ToDictionary(table => table.Key, table => table.Value.Select((column, place) => (column.Name, place)).ToDictionary(one => one.Name, one => one.place, StringComparer.Ordinal), StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Row>> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> since = Collected.ToDictionary(name => name, _ => DateTimeOffset.MinValue, StringComparer.Ordinal);
    private readonly Dictionary<string, ((DateTimeOffset, DateTimeOffset?, DateTimeOffset?, DateTimeOffset) Asked, List<Row> Rows)> fresh = new(StringComparer.Ordinal);
    private readonly HashSet<string> forgotten = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">No such table or column, or a value of another type.</exception>
    public void Append(string table, DateTimeOffset timeGenerated, DateTimeOffset ingestedAt, IReadOnlyDictionary<string, object?> columns)
    {
        if (!Tables.All.TryGetValue(table, out var declared)) throw new ArgumentException($"No table is named {table}.", nameof(table));
        var values = new object?[declared.Count];
        for (var place = 1; place < values.Length; place++) values[place] = Values.Missing(declared[place].Type);
        foreach (var (name, value) in columns)
        {
            if (!Places[table].TryGetValue(name, out var place)) throw new ArgumentException($"{table} has no column {name}.", nameof(columns));
            values[place] = Checked(declared[place], value);
        }

        values[0] = timeGenerated;
        lock (gate)
        {
            if (!since.TryGetValue(table, out var first) || ingestedAt < first) since[table] = ingestedAt;
            if (!tables.TryGetValue(table, out var rows)) tables[table] = rows = [];
            fresh.Remove(table);
            rows.Insert(After(rows, timeGenerated), new Row(values, ingestedAt));
            if (rows.Count % 4096 == 0) rows.RemoveRange(0, After(rows, timeGenerated - Kept));
        }
    }

    /// <summary>This table is not collected here: queries that name it fail, as in a workspace that never got a row of it.</summary>
    public void Forget(string table)
    {
        lock (gate) forgotten.Add(table);
    }

    /// <summary>Whether a query at this time finds the table, with rows or without.</summary>
    public bool Has(string table, DateTimeOffset now)
    {
        lock (gate) return !forgotten.Contains(table) && since.TryGetValue(table, out var first) && first <= now;
    }

    /// <summary>Rows generated within the range that were ingested by now, by the time at which they were generated.</summary>
    internal IReadOnlyList<Row> Visible(string table, DateTimeOffset now, DateTimeOffset? from, DateTimeOffset? to)
    {
        lock (gate)
        {
            if (!tables.TryGetValue(table, out var rows)) return [];
            var first = from is { } start ? Before(rows, start) : 0;
            var visible = new List<Row>(rows.Count - first);
            for (var index = first; index < rows.Count; index++)
            {
                var row = rows[index];
                if (to is { } end && (DateTimeOffset)row.Values[0]! > end) break;
                if (row.IngestedAt <= now) visible.Add(row);
            }

            return visible;
        }
    }

    /// <summary>
    /// Of the visible rows those that were ingested after a moment. A sweep asks dozens of queries for the same minutes, so the last answer is kept until a row comes in.
    /// </summary>
    internal IReadOnlyList<Row> Fresh(string table, DateTimeOffset now, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset after)
    {
        lock (gate)
        {
            if (!tables.TryGetValue(table, out var rows)) return [];
            var asked = (now, from, to, after);
            if (fresh.TryGetValue(table, out var kept) && kept.Asked == asked) return kept.Rows;
            var found = new List<Row>();
            for (var index = from is { } start ? Before(rows, start) : 0; index < rows.Count; index++)
            {
                var row = rows[index];
                if (to is { } end && (DateTimeOffset)row.Values[0]! > end) break;
                if (row.IngestedAt > after && row.IngestedAt <= now) found.Add(row);
            }

            fresh[table] = (asked, found);
            return found;
        }
    }

    /// <summary>How many rows were generated earlier.</summary>
    internal static int Before(IReadOnlyList<Row> rows, DateTimeOffset time) => After(rows, time.AddTicks(-1));

    /// <summary>The place behind the last row that was generated by then.</summary>
    private static int After(IReadOnlyList<Row> rows, DateTimeOffset time)
    {
        var (low, high) = (0, rows.Count);
        if (high > 0 && (DateTimeOffset)rows[high - 1].Values[0]! <= time) return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if ((DateTimeOffset)rows[middle].Values[0]! <= time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static object? Checked(KqlColumn column, object? value) => (column.Type, value) switch
    {
        (_, null) => Values.Missing(column.Type),
        ("int", int number) => (long)number,
        ("bool", bool flag) => Values.Of(flag),
        ("string", string) or ("long", long) or ("real", double) or ("datetime", DateTimeOffset) => value,
        ("long", int number) => (long)number,
        ("real", int number) => (double)number,
        ("dynamic", _) => DynamicJson.From(value),
        _ => throw new ArgumentException($"{column.Name} is a {column.Type}, not a {value.GetType().Name}.", nameof(value)),
    };
}
