namespace RdpMedic.Emulator.Kql;

/// <summary>summarize: named aggregates by named groups. Without groups there is one row, also over no rows.</summary>
internal sealed class Summary(Reader reader, Expressions expressions)
{
    public Func<IEnumerable<Row>, IEnumerable<Row>> Read()
    {
        var aggregates = new List<(string Name, string Type, Func<IReadOnlyList<Row>, object?> Of)>();
        do
        {
            var name = reader.Name();
            reader.Need("=");
            var (type, of) = Aggregate(reader.Name());
            aggregates.Add((name, type, of));
        }
        while (reader.Try(","));
        var groups = reader.Try("by") ? Groups() : [];
        expressions.Scope = [.. groups.Select(group => new KqlColumn(group.Name, group.Value.Type)), .. aggregates.Select(one => new KqlColumn(one.Name, one.Type))];
        return rows => Run(rows, groups, aggregates);
    }

    private static IEnumerable<Row> Run(IEnumerable<Row> rows, List<(string Name, Bound Value)> groups, List<(string Name, string Type, Func<IReadOnlyList<Row>, object?> Of)> aggregates)
    {
        if (groups.Count == 0)
        {
            var all = rows.ToList();
            return [new Row([.. aggregates.Select(one => one.Of(all))], null)];
        }

        var byKey = new Dictionary<string, (object?[] Keys, List<Row> Rows)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var keys = groups.Select(group => group.Value.Eval(row)).ToArray();
            var id = string.Join('\u001f', keys);
            if (!byKey.TryGetValue(id, out var found)) byKey[id] = found = (keys, []);
            found.Rows.Add(row);
        }

        return byKey.Values.Select(group => new Row([.. group.Keys, .. aggregates.Select(one => one.Of(group.Rows))], null));
    }

    private List<(string Name, Bound Value)> Groups()
    {
        var groups = new List<(string, Bound)>();
        do
        {
            var assigned = reader.IsAssignment;
            var name = reader.Name();
            if (assigned) reader.Need("=");
            groups.Add((name, assigned ? expressions.Read() : expressions.Column(name)));
        }
        while (reader.Try(","));
        return groups;
    }

    private (string Type, Func<IReadOnlyList<Row>, object?> Of) Aggregate(string function)
    {
        reader.Need("(");
        if (function == "count")
        {
            reader.Need(")");
            return ("long", rows => (long)rows.Count);
        }

        var argument = expressions.Read();
        reader.Need(")");
        return function switch
        {
            "max" => (argument.Type, rows => Extreme(rows, argument, 1)),
            "min" => (argument.Type, rows => Extreme(rows, argument, -1)),
            "take_any" => (argument.Type, rows => rows.Count == 0 ? null : argument.Eval(rows[0])),
            _ => throw KqlException.Semantic($"Unknown function: '{function}'."),
        };
    }

    private static object? Extreme(IReadOnlyList<Row> rows, Bound argument, int sign)
    {
        object? best = null;
        foreach (var row in rows)
        {
            if (argument.Eval(row) is { } value && (best is null || Comparison.Order(value, best) * sign > 0)) best = value;
        }

        return best;
    }
}
