namespace RdpMedic.Emulator.Kql;

/// <summary>summarize: aggregates by groups, in the order in which groups were first seen. Without groups there is one row, also over no rows.</summary>
internal sealed class Summary(Plan input, Expressions expressions)
{
    private readonly Reader reader = expressions.Reader;
    private readonly Naming naming = new();

    public Plan Read()
    {
        var start = reader.Place;
        var aggregates = reader.Peek.Is("by") ? [] : ReadAggregates([]);
        var groups = reader.Try("by") ? Projection.Named(expressions) : [];
        if (groups.Count > 0 && aggregates.Count > 0)
        {
            // What arg_max(..., *) gives leaves the groups out, and those stand behind it: read again, knowing them.
            var end = reader.Place;
            reader.Place = start;
            aggregates = ReadAggregates([.. groups.Select(group => group.Value.Label).OfType<string>()]);
            reader.Place = end;
        }

        var names = groups.Select(group => Projection.Name(naming, group)).ToList();
        var keys = groups.Select((group, index) => new KqlColumn(names[index], group.Value.Type)).ToList();
        Projection.RefuseDynamic("summarize", keys);
        var columns = aggregates.SelectMany(one => one.Aggregate.Columns.Select((column, index) => column with { Name = index == 0 && one.Given is { } given ? naming.Given(given) : naming.Made(column.Name) })).ToList();
        return new Plan([.. keys, .. columns], frame => Run(frame, [.. groups.Select(group => group.Value)], [.. aggregates.Select(one => one.Aggregate)]));
    }

    private List<(string? Given, Aggregate Aggregate)> ReadAggregates(IReadOnlyList<string> groups)
    {
        var aggregates = new List<(string?, Aggregate)>();
        do
        {
            var given = reader.IsAssignment ? reader.Name() : null;
            if (given is not null) reader.Need("=");
            var name = reader.Next();
            if (name.Kind != TokenKind.Name || !reader.Peek.Is("(")) throw KqlException.Syntax($"Expected an aggregate, found '{name.Value}'", name.At);
            aggregates.Add((given, Aggregates.Read(name.Value, expressions, groups)));
        }
        while (reader.Try(","));
        return aggregates;
    }

    private IEnumerable<Row> Run(Frame frame, Bound[] groups, Aggregate[] aggregates)
    {
        if (groups.Length == 0) return [new Row(Values([], aggregates, [.. input.Run(frame)], frame), null)];
        var order = new List<(object?[] Key, List<Row> Rows)>();
        var byKey = new Dictionary<object?[], List<Row>>(KeyComparer.Instance);
        foreach (var row in input.Run(frame))
        {
            var key = new object?[groups.Length];
            for (var index = 0; index < key.Length; index++) key[index] = groups[index].Eval(row, frame);
            if (!byKey.TryGetValue(key, out var rows))
            {
                byKey[key] = rows = [];
                order.Add((key, rows));
            }

            rows.Add(row);
        }

        return order.Select(group => new Row(Values(group.Key, aggregates, group.Rows, frame), null));
    }

    private static object?[] Values(object?[] key, Aggregate[] aggregates, List<Row> rows, Frame frame)
    {
        var values = new List<object?>(key);
        foreach (var one in aggregates)
        {
            var of = one.Of(rows, frame);
            for (var index = 0; index < one.Columns.Count; index++) values.Add(of[index] ?? Kql.Values.Missing(one.Columns[index].Type));
        }

        return [.. values];
    }
}
