namespace RdpMedic.Emulator.Kql;

/// <summary>
/// join on equal columns. A column of the right side whose name the left side has too gets a number behind it. Strings are equal with case; null equals
/// nothing. The kind has to be said: what is meant without one keeps one row of the left side for each key, and no query here should want that. (join operator)
/// </summary>
internal sealed class Joining(Plan left, Expressions expressions, Script script)
{
    private readonly Reader reader = expressions.Reader;

    public Plan Read()
    {
        var kind = Kind();
        var right = reader.Peek.Is("(") ? Bracketed() : expressions.Scope.Compilation.Table(reader.Name());
        reader.Need("on");
        var keys = new List<(int Left, int Right)>();
        do keys.Add(Key(right));
        while (reader.Try(","));
        Projection.RefuseDynamic("join", keys.Select(key => left.Columns[key.Left]));
        int[] one = [.. keys.Select(key => key.Left)];
        int[] other = [.. keys.Select(key => key.Right)];
        return kind is "leftsemi" or "leftanti" ? Filtered(right, one, other, kind == "leftsemi") : Joined(right, one, other, kind == "leftouter");
    }

    private string Kind()
    {
        if (!reader.Peek.Is("kind") || !reader.IsAssignment) throw KqlException.Unsupported("a join without kind= (that is innerunique)");
        reader.Place += 2;
        var kind = reader.Next().Value;
        if (reader.IsAssignment || reader.Peek.Value.StartsWith("hint", StringComparison.Ordinal)) throw KqlException.Unsupported($"join's '{reader.Peek.Value}'");
        return kind switch { "inner" or "leftouter" or "leftsemi" => kind, "leftanti" or "anti" or "leftantisemi" => "leftanti", _ => throw KqlException.Unsupported($"join kind={kind}") };
    }

    private Plan Bracketed()
    {
        reader.Need("(");
        var plan = script.Table();
        reader.Need(")");
        return plan;
    }

    private (int Left, int Right) Key(Plan right)
    {
        var (one, other) = reader.Peek.Is("$left") || reader.Peek.Is("$right") ? Sides() : Both(reader.Name());
        var scope = new Scope(right.Columns, expressions.Scope.Compilation);
        var (onLeft, onRight) = (expressions.Scope.PlaceOf(one), scope.PlaceOf(other));
        if (onLeft < 0) throw KqlException.Semantic($"The left side of the join has no column '{one}'");
        if (onRight < 0) throw KqlException.Semantic($"The right side of the join has no column '{other}'");
        var (type, otherType) = (left.Columns[onLeft].Type, right.Columns[onRight].Type);
        return type == otherType || (Values.IsNumber(type) && Values.IsNumber(otherType)) ? (onLeft, onRight) : throw KqlException.Semantic($"A join cannot compare a {type} with a {otherType}");

        static (string, string) Both(string name) => (name, name);
    }

    /// <summary>$left.a == $right.b, in either order.</summary>
    private (string Left, string Right) Sides()
    {
        var first = Side();
        reader.Need("==");
        var second = Side();
        return (first.Side, second.Side) switch { ("$left", "$right") => (first.Name, second.Name), ("$right", "$left") => (second.Name, first.Name), _ => throw KqlException.Semantic("A join compares $left with $right") };
    }

    private (string Side, string Name) Side()
    {
        var side = reader.Name();
        reader.Need(".");
        return (side, reader.Name());
    }

    private Plan Joined(Plan right, int[] leftKeys, int[] rightKeys, bool outer)
    {
        var naming = new Naming();
        KqlColumn[] columns = [.. left.Columns.Select(column => column with { Name = naming.Given(column.Name) }), .. right.Columns.Select(column => column with { Name = naming.Made(column.Name) })];
        var empty = right.Columns.Select(column => Values.Missing(column.Type)).ToArray();
        return new Plan(columns, frame =>
        {
            var found = new Lazy<Dictionary<object?[], List<Row>>>(() => Lookup(right, rightKeys, frame));
            return left.Run(frame).SelectMany(row => Matches(found.Value, row, leftKeys) is { Count: > 0 } rows
                ? rows.Select(match => new Row([.. row.Values, .. match.Values], null))
                : outer ? [new Row([.. row.Values, .. empty], null)] : Enumerable.Empty<Row>());
        });
    }

    private Plan Filtered(Plan right, int[] leftKeys, int[] rightKeys, bool semi) => left.With(frame =>
    {
        var found = new Lazy<Dictionary<object?[], List<Row>>>(() => Lookup(right, rightKeys, frame));
        return left.Run(frame).Where(row => Matches(found.Value, row, leftKeys) is { Count: > 0 } == semi);
    });

    /// <summary>Made for the first row of the left side: where there is none, nobody reads the right one.</summary>
    private static Dictionary<object?[], List<Row>> Lookup(Plan right, int[] keys, Frame frame)
    {
        var found = new Dictionary<object?[], List<Row>>(KeyComparer.Instance);
        foreach (var row in right.Run(frame))
        {
            if (KeyOf(row, keys) is not { } key) continue;
            if (!found.TryGetValue(key, out var rows)) found[key] = rows = [];
            rows.Add(row);
        }

        return found;
    }

    private static List<Row>? Matches(Dictionary<object?[], List<Row>> found, Row row, int[] keys) => KeyOf(row, keys) is { } key ? found.GetValueOrDefault(key) : null;

    private static object?[]? KeyOf(Row row, int[] keys)
    {
        var key = new object?[keys.Length];
        for (var index = 0; index < keys.Length; index++)
        {
            if ((key[index] = row.Values[keys[index]]) is null) return null;
        }

        return key;
    }
}
