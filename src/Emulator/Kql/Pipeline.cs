using System.Globalization;

namespace RdpMedic.Emulator.Kql;

/// <summary>The tabular operators: each changes the columns at once, while reading, and adds what to do with the rows later.</summary>
internal sealed class Pipeline(Reader reader, Expressions expressions)
{
    private readonly List<Func<IEnumerable<Row>, IEnumerable<Row>>> stages = [];

    public IEnumerable<Row> Run(IEnumerable<Row> rows) => stages.Aggregate(rows, (current, stage) => stage(current));

    public void Read()
    {
        while (reader.Try("|"))
        {
            var name = reader.Next();
            switch (name.Value)
            {
                case "where":
                    var condition = expressions.Condition();
                    stages.Add(rows => rows.Where(row => (bool)condition.Eval(row)!));
                    break;
                case "extend":
                    Extend();
                    break;
                case "project":
                    Project();
                    break;
                case "summarize":
                    stages.Add(new Summary(reader, expressions).Read());
                    break;
                case "order" or "sort":
                    Order();
                    break;
                case "take" or "limit":
                    var count = reader.Next();
                    if (count.Kind != TokenKind.Number) throw KqlException.Syntax("take needs a number", count.At);
                    var most = int.Parse(count.Value, CultureInfo.InvariantCulture);
                    stages.Add(rows => rows.Take(most));
                    break;
                default:
                    throw KqlException.Syntax($"The emulator does not know the operator '{name.Value}'", name.At);
            }
        }
    }

    private void Extend()
    {
        do
        {
            var name = reader.Name();
            reader.Need("=");
            var value = expressions.Read();
            var known = expressions.Scope.ToList().FindIndex(column => column.Name == name);
            var scope = expressions.Scope.ToList();
            if (known < 0) scope.Add(new KqlColumn(name, value.Type));
            else scope[known] = new KqlColumn(name, value.Type);
            expressions.Scope = scope;
            stages.Add(rows => rows.Select(row => known < 0 ? row with { Values = [.. row.Values, value.Eval(row)] } : Replace(row, known, value.Eval(row))));
        }
        while (reader.Try(","));
    }

    private static Row Replace(Row row, int index, object? value)
    {
        var values = (object?[])row.Values.Clone();
        values[index] = value;
        return row with { Values = values };
    }

    private void Project()
    {
        var columns = new List<(string Name, Bound Value)>();
        do
        {
            if (reader.IsAssignment)
            {
                var name = reader.Name();
                reader.Need("=");
                columns.Add((name, expressions.Read()));
            }
            else
            {
                var name = reader.Name();
                columns.Add((name, expressions.Column(name)));
            }
        }
        while (reader.Try(","));
        expressions.Scope = [.. columns.Select(column => new KqlColumn(column.Name, column.Value.Type))];
        stages.Add(rows => rows.Select(row => row with { Values = [.. columns.Select(column => column.Value.Eval(row))] }));
    }

    /// <summary>Descending unless it says asc; nulls are first when ascending and last when descending.</summary>
    private void Order()
    {
        reader.Need("by");
        var key = expressions.Column(reader.Name());
        var ascending = reader.Try("asc");
        if (!ascending) reader.Try("desc");
        if (reader.Peek.Is(",")) throw KqlException.Syntax("The emulator orders by one column", reader.Peek.At);
        var comparer = Comparer<object?>.Create((one, other) => one is null ? other is null ? 0 : -1 : other is null ? 1 : Comparison.Order(one, other));
        stages.Add(rows => ascending ? rows.OrderBy(row => key.Eval(row), comparer) : rows.OrderByDescending(row => key.Eval(row), comparer));
    }
}
