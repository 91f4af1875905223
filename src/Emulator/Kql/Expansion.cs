namespace RdpMedic.Emulator.Kql;

/// <summary>
/// mv-expand: a row for each item of an array or entry of a bag, several columns side by side. Null gives one row, an empty array none. (mv-expand operator)
/// </summary>
internal sealed class Expansion(Plan input, Expressions expressions)
{
    private readonly Reader reader = expressions.Reader;

    public Plan Read()
    {
        var pairs = Kind() == "array";
        var columns = input.Columns.ToList();
        var made = new List<(int Place, string Type, Bound Value)>();
        do
        {
            var given = reader.IsAssignment ? reader.Name() : null;
            if (given is not null) reader.Need("=");
            var value = expressions.Read();
            if (value.Type != "dynamic") throw KqlException.Semantic($"mv-expand needs a dynamic, not a {value.Type}");
            var type = Type();
            var name = given ?? value.Label ?? throw KqlException.Semantic("The emulator's mv-expand wants a name for an expression");
            var place = columns.FindIndex(column => column.Name == name);
            if (place < 0)
            {
                place = columns.Count;
                columns.Add(new KqlColumn(name, type));
            }

            columns[place] = new KqlColumn(name, type);
            made.Add((place, type, value));
        }
        while (reader.Try(","));
        var most = reader.Try("limit") ? expressions.Constant("long", "limit") : null;
        return new Plan(columns, frame => input.Run(frame).SelectMany(row => Expand(row, frame, columns.Count, made, pairs, most is null ? int.MaxValue : (int)(long)most.Eval(null!, frame)!)));
    }

    private string Kind()
    {
        if (!reader.IsAssignment || reader.Peek.Value is not ("kind" or "bagexpansion" or "with_itemindex")) return "bag";
        var option = reader.Name();
        if (option == "with_itemindex") throw KqlException.Unsupported("mv-expand's 'with_itemindex='");
        reader.Need("=");
        var kind = reader.Next();
        return kind.Value is "bag" or "array" ? kind.Value : throw KqlException.Syntax($"mv-expand has no kind '{kind.Value}'", kind.At);
    }

    private string Type()
    {
        if (!reader.Try("to")) return "dynamic";
        reader.Need("typeof");
        reader.Need("(");
        var type = Literals.Type(reader.Name());
        reader.Need(")");
        return type;
    }

    private static IEnumerable<Row> Expand(Row row, Frame frame, int width, List<(int Place, string Type, Bound Value)> made, bool pairs, int most)
    {
        var items = made.ConvertAll(one => Items(one.Value.Eval(row, frame), pairs));
        var count = Math.Min(items.Max(list => list.Length), most);
        for (var index = 0; index < count; index++)
        {
            var values = new object?[width];
            row.Values.CopyTo(values, 0);
            for (var column = 0; column < made.Count; column++) values[made[column].Place] = Conversions.Cast(made[column].Type, index < items[column].Length ? items[column][index] : null);
            yield return row.With(values);
        }
    }

    private static object?[] Items(object? value, bool pairs) => value switch
    {
        object?[] items => items,
        Dictionary<string, object?> bag when pairs => [.. bag.Select(entry => (object?)new[] { entry.Key, entry.Value })],
        Dictionary<string, object?> bag => [.. bag.Select(entry => (object?)new Dictionary<string, object?>(StringComparer.Ordinal) { [entry.Key] = entry.Value })],
        _ => [value],
    };
}
