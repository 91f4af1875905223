namespace RdpMedic.Emulator.Kql;

/// <summary>extend, project, project-away, project-rename and distinct: other columns from the same rows. Expressions of one operator all see the columns before it.</summary>
internal static class Projection
{
    /// <summary>A name that is there already is replaced where it stands.</summary>
    public static Plan Extend(Plan input, Expressions expressions)
    {
        var columns = input.Columns.ToList();
        var made = new List<(int Place, Bound Value)>();
        foreach (var (given, value) in Named(expressions))
        {
            var name = given ?? value.Label ?? Free(columns);
            var place = expressions.Scope.PlaceOf(name);
            if (place < 0 && columns.Exists(column => column.Name == name)) throw KqlException.Semantic($"A column with the name '{name}' is already declared");
            if (place < 0)
            {
                place = columns.Count;
                columns.Add(new KqlColumn(name, value.Type));
            }

            columns[place] = new KqlColumn(name, value.Type);
            made.Add((place, value));
        }

        return new Plan(columns, frame => input.Run(frame).Select(row =>
        {
            var values = new object?[columns.Count];
            row.Values.CopyTo(values, 0);
            foreach (var (place, value) in made) values[place] = value.Eval(row, frame);
            return row.With(values);
        }));
    }

    public static Plan Project(Plan input, Expressions expressions)
    {
        var naming = new Naming();
        var made = Named(expressions).Select(one => (Name: Name(naming, one), one.Value)).ToList();
        return Picked(input, [.. made.Select(one => new KqlColumn(one.Name, one.Value.Type))], [.. made.Select(one => one.Value.Eval)]);
    }

    /// <summary>Names, and beginnings of names with a star.</summary>
    public static Plan Away(Plan input, Expressions expressions)
    {
        var reader = expressions.Reader;
        var away = new HashSet<int>();
        do
        {
            var end = reader.Peek.Ends;
            var name = reader.Name();
            if (reader.Peek.At == end && reader.Try("*")) away.UnionWith(Enumerable.Range(0, input.Columns.Count).Where(place => input.Columns[place].Name.StartsWith(name, StringComparison.Ordinal)));
            else if (expressions.Scope.PlaceOf(name) is var place and >= 0) away.Add(place);
            else throw KqlException.Semantic($"Failed to resolve scalar expression named '{name}'");
        }
        while (reader.Try(","));
        return Places(input, expressions.Scope, [.. Enumerable.Range(0, input.Columns.Count).Where(place => !away.Contains(place))]);
    }

    public static Plan Rename(Plan input, Expressions expressions)
    {
        var reader = expressions.Reader;
        var columns = input.Columns.ToList();
        do
        {
            var name = reader.Name();
            reader.Need("=");
            var old = reader.Name();
            var place = expressions.Scope.PlaceOf(old);
            if (place < 0) throw KqlException.Semantic($"Failed to resolve scalar expression named '{old}'");
            columns[place] = columns[place] with { Name = name };
        }
        while (reader.Try(","));
        var naming = new Naming();
        columns.ForEach(column => naming.Given(column.Name));
        return new Plan(columns, input.Run);
    }

    public static Plan Distinct(Plan input, Expressions expressions)
    {
        var all = expressions.Reader.Try("*");
        var picked = all ? input : Project(input, expressions);
        RefuseDynamic("distinct", picked.Columns);
        return picked.With(frame => picked.Run(frame).DistinctBy(row => row.Values, KeyComparer.Instance).Select(row => new Row(row.Values, null)));
    }

    /// <summary>A dynamic value is no key.</summary>
    public static void RefuseDynamic(string what, IEnumerable<KqlColumn> columns)
    {
        if (columns.FirstOrDefault(column => column.Type == "dynamic") is { } wrong) throw KqlException.Semantic($"The {what} key '{wrong.Name}' is of a 'dynamic' type. Please use an explicit cast (for example, tostring({wrong.Name}))");
    }

    /// <summary>Expressions with commas between, each with the name that it was given.</summary>
    public static List<(string? Given, Bound Value)> Named(Expressions expressions)
    {
        var reader = expressions.Reader;
        var made = new List<(string?, Bound)>();
        do
        {
            var given = reader.IsAssignment ? reader.Name() : null;
            if (given is not null) reader.Need("=");
            made.Add((given, expressions.Read()));
        }
        while (reader.Try(","));
        return made;
    }

    /// <summary>The given name; or that of the plain column, which counts as given; or one that is made.</summary>
    public static string Name(Naming naming, (string? Given, Bound Value) one) => (one.Given ?? (one.Value.IsColumn ? one.Value.Label : null)) is { } name ? naming.Given(name) : naming.Made(one.Value.Label);

    public static Plan Places(Plan input, Scope scope, IReadOnlyList<int> places) => Picked(input, [.. places.Select(place => input.Columns[place])], [.. places.Select(place => scope.At(place).Eval)]);

    private static Plan Picked(Plan input, IReadOnlyList<KqlColumn> columns, Eval[] values) => new(columns, frame => input.Run(frame).Select(row =>
    {
        var picked = new object?[values.Length];
        for (var index = 0; index < values.Length; index++) picked[index] = values[index](row, frame);
        return row.With(picked);
    }));

    private static string Free(List<KqlColumn> columns)
    {
        for (var number = 1; ; number++)
        {
            var name = $"Column{number}";
            if (!columns.Exists(column => column.Name == name)) return name;
        }
    }
}
