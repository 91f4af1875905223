namespace RdpMedic.Emulator.Kql;

/// <summary>arg_max, arg_min and take_any: values of one row of the group. When every value to be compared is null, it is the first row. (arg_max)</summary>
internal static class Picks
{
    public static Aggregate Read(string name, Expressions expressions, IReadOnlyList<string> groups)
    {
        var reader = expressions.Reader;
        reader.Need("(");
        var values = new List<Bound>();
        while (!reader.Try(")"))
        {
            if (values.Count > 0) reader.Need(",");
            if (reader.Try("*")) values.AddRange(Others(expressions.Scope, groups, values));
            else values.Add(expressions.Read());
        }

        if (values.Count == 0) throw KqlException.Semantic($"{name}() takes an argument or more");
        var by = name.StartsWith("arg_", StringComparison.Ordinal) ? values[0] : null;
        if (by is not null) Projection.RefuseDynamic(name, [new KqlColumn(by.Label ?? "", by.Type)]);
        var sign = name == "arg_max" ? 1 : -1;
        return new Aggregate(
            [.. values.Select((value, index) => new KqlColumn(value.Label ?? (index == 0 ? $"{name[4..]}_" : $"Column{index}"), value.Type))],
            (rows, frame) => rows.Count == 0 ? new object?[values.Count] : [.. values.Select(Of(by is null ? rows[0] : Best(rows, by, sign, frame), frame))]);
    }

    private static Func<Bound, object?> Of(Row row, Frame frame) => value => value.Eval(row, frame);

    /// <summary>All columns but the groups and what is listed already.</summary>
    private static IEnumerable<Bound> Others(Scope scope, IReadOnlyList<string> groups, List<Bound> listed) =>
        Enumerable.Range(0, scope.Columns.Count).Select(scope.At).Where(column => !groups.Contains(column.Label, StringComparer.Ordinal) && !listed.Exists(value => value.Label == column.Label));

    private static Row Best(List<Row> rows, Bound by, int sign, Frame frame)
    {
        var best = rows[0];
        var most = by.Eval(best, frame);
        foreach (var row in rows.Skip(1))
        {
            if (by.Eval(row, frame) is not { } value || (most is not null && Values.Order(value, most) * sign <= 0)) continue;
            (best, most) = (row, value);
        }

        return best;
    }
}
