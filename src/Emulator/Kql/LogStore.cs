namespace RdpMedic.Emulator.Kql;

/// <summary>A row, its values in the order of the table's columns, and when it became visible.</summary>
internal sealed record LogRow(DateTimeOffset IngestedAt, object?[] Values);

/// <summary>A Log Analytics workspace: rows that become visible when they are ingested, not when they happened.</summary>
public sealed class LogStore
{
    /// <summary>Older rows are forgotten: nothing here asks for more than a day.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<LogRow>> rows = Tables.All.Keys.ToDictionary(name => name, _ => new List<LogRow>(), StringComparer.Ordinal);
    private readonly HashSet<string> empty = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">No such table or column, or a value of another type.</exception>
    public void Append(string table, DateTimeOffset timeGenerated, DateTimeOffset ingestedAt, IReadOnlyDictionary<string, object?> columns)
    {
        if (!Tables.All.TryGetValue(table, out var declared)) throw new ArgumentException($"No table is named {table}.", nameof(table));
        var values = new object?[declared.Count];
        values[0] = timeGenerated;
        foreach (var (name, value) in columns)
        {
            var index = declared.ToList().FindIndex(column => column.Name == name);
            if (index < 0) throw new ArgumentException($"{table} has no column {name}.", nameof(columns));
            values[index] = Checked(declared[index], value);
        }

        for (var index = 1; index < values.Length; index++)
        {
            // A Log Analytics string column is never null, it is empty.
            if (values[index] is null && declared[index].Type == "string") values[index] = "";
        }

        lock (gate)
        {
            var list = rows[table];
            list.Add(new LogRow(ingestedAt, values));
            if (list.Count % 4096 == 0) list.RemoveAll(row => (DateTimeOffset)row.Values[0]! < timeGenerated - Kept);
        }
    }

    /// <summary>This table is not collected here: queries that name it fail, as in a workspace that never got a row of it.</summary>
    public void Forget(string table)
    {
        lock (gate) empty.Add(table);
    }

    /// <summary>Null: there is no such table.</summary>
    internal IReadOnlyList<LogRow>? Visible(string table, DateTimeOffset now, DateTimeOffset? from, DateTimeOffset? to)
    {
        lock (gate)
        {
            if (empty.Contains(table) || !rows.TryGetValue(table, out var list)) return null;
            return [.. list.Where(row => row.IngestedAt <= now && (from is null || (DateTimeOffset)row.Values[0]! >= from) && (to is null || (DateTimeOffset)row.Values[0]! <= to))];
        }
    }

    private static object? Checked(KqlColumn column, object? value) => (column.Type, value) switch
    {
        (_, null) => null,
        ("string", string) or ("int", int) or ("long", long) or ("real", double) or ("bool", bool) or ("datetime", DateTimeOffset) => value,
        _ => throw new ArgumentException($"{column.Name} is a {column.Type}, not a {value.GetType().Name}.", nameof(value)),
    };
}
