namespace RdpMedic.Emulator.Kql;

/// <summary>What a pipeline begins with: a table, a tabular let, a union, rows that stand in the query itself, or another pipeline in brackets.</summary>
internal sealed class Sources(Reader reader, Compilation compilation, Script script)
{
    public Plan Read()
    {
        if (reader.Try("("))
        {
            var inner = script.Table();
            reader.Need(")");
            return inner;
        }

        if (reader.Peek.Is("union")) return Union(first: null);
        if (reader.Peek.Is("print")) return Print();
        if (reader.Peek.Is("datatable") && reader.Ahead(1).Is("(")) return Rows();
        var token = reader.Peek;
        if (token.Kind == TokenKind.Name && reader.Ahead(1).Is("(")) throw KqlException.Semantic($"Unknown function: '{token.Value}'.");
        return compilation.Table(reader.Name());
    }

    /// <param name="first">What was piped into it; null: it stands at the beginning.</param>
    public Plan Union(Plan? first)
    {
        reader.Need("union");
        var fuzzy = false;
        while (reader.IsAssignment)
        {
            var name = reader.Name();
            reader.Need("=");
            if (name != "isfuzzy") throw KqlException.Unsupported($"union's '{name}='");
            fuzzy = reader.Next() is { Value: "true" };
        }

        var legs = new List<Plan>();
        if (first is not null) legs.Add(first);
        MissingTableException? missing = null;
        do
        {
            var start = reader.Place;
            try
            {
                legs.Add(Leg());
            }
            catch (MissingTableException gone) when (fuzzy)
            {
                missing = gone;
                reader.Place = start;
                if (reader.Peek.Is("(")) reader.SkipBracket();
                else reader.Place++;
            }
        }
        while (reader.Try(","));
        return legs.Count > 0 ? Merged(legs) : throw missing!;
    }

    private Plan Leg() => reader.Peek.Is("(") ? Read() : compilation.Table(reader.Name());

    /// <summary>Every column of any leg; one that comes in two types becomes two, each with its type behind the name. (union operator)</summary>
    private static Plan Merged(List<Plan> legs)
    {
        var types = legs.SelectMany(leg => leg.Columns).Distinct().ToLookup(column => column.Name, StringComparer.Ordinal);
        var naming = new Naming();
        var columns = new List<KqlColumn>();
        var places = new Dictionary<KqlColumn, int>();
        foreach (var column in legs.SelectMany(leg => leg.Columns).Distinct())
        {
            places[column] = columns.Count;
            columns.Add(column with { Name = naming.Given(types[column.Name].Count() == 1 ? column.Name : $"{column.Name}_{column.Type}") });
        }

        var empty = columns.Select(column => Values.Missing(column.Type)).ToArray();
        return new Plan(columns, frame => legs.SelectMany(leg =>
        {
            var to = leg.Columns.Select(column => places[column]).ToArray();
            return leg.Run(frame).Select(row => Placed(row, to, empty));
        }));
    }

    private static Row Placed(Row row, int[] to, object?[] empty)
    {
        var values = (object?[])empty.Clone();
        for (var index = 0; index < to.Length; index++) values[to[index]] = row.Values[index];
        return row.With(values);
    }

    private Plan Print()
    {
        reader.Need("print");
        var naming = new Naming();
        var expressions = new Expressions(reader, new Scope([], compilation));
        var columns = new List<(string Name, Bound Value)>();
        do
        {
            var given = reader.IsAssignment ? reader.Name() : null;
            if (given is not null) reader.Need("=");
            columns.Add((naming.Given(given ?? $"print_{columns.Count}"), expressions.Read()));
        }
        while (reader.Try(","));
        return new Plan([.. columns.Select(column => new KqlColumn(column.Name, column.Value.Type))], frame => [new Row([.. columns.Select(column => column.Value.Eval(null!, frame))], null)]);
    }

    private Plan Rows()
    {
        reader.Need("datatable");
        reader.Need("(");
        var columns = new List<KqlColumn>();
        do
        {
            var name = reader.Name();
            reader.Need(":");
            columns.Add(new KqlColumn(name, Literals.Type(reader.Name())));
        }
        while (reader.Try(","));
        reader.Need(")");
        reader.Need("[");
        var values = new List<object?>();
        var expressions = new Expressions(reader, new Scope([], compilation));
        while (!reader.Try("]"))
        {
            if (values.Count > 0 && reader.Try(",") && reader.Try("]")) break;
            var type = columns[values.Count % columns.Count].Type;
            values.Add(Conversions.To(type, expressions.Constant(expressions.Reader.Peek.Kind == TokenKind.Text ? "string" : type, "A value of a datatable")).Eval(null!, null!));
        }

        if (values.Count % columns.Count != 0) throw KqlException.Semantic("The last row of the datatable is not whole");
        var rows = values.Chunk(columns.Count).Select(row => new Row(row, null)).ToList();
        return new Plan(columns, _ => rows);
    }
}
