namespace RdpMedic.Emulator.Kql;

/// <summary>What is known of a query while it is compiled: its lets, the tables that it found or missed, and how many constants are kept for a run.</summary>
/// <param name="there">Whether a table is in the workspace now.</param>
internal sealed class Compilation(Func<string, bool> there)
{
    public Dictionary<string, Bound> Scalars { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Plan> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>Tables that were looked for, and whether they were there: another answer needs another compilation.</summary>
    public Dictionary<string, bool> Looked { get; } = new(StringComparer.Ordinal);

    public int Slots { get; private set; }

    /// <exception cref="MissingTableException">It is in no workspace.</exception>
    public Plan Table(string name)
    {
        if (Tables.TryGetValue(name, out var let)) return let;
        if (!Kql.Tables.All.TryGetValue(name, out var columns)) throw new MissingTableException(name);
        if (!(Looked[name] = there(name))) throw new MissingTableException(name);
        return new Plan(columns, frame => frame.Rows(name, null)) { Table = name };
    }

    /// <summary>An expression without columns is evaluated once for a run instead of once for a row.</summary>
    public Bound Hoist(Bound bound)
    {
        if (!bound.Constant || bound.IsLiteral) return bound;
        var slot = Slots++;
        return bound with { Eval = (_, frame) => frame.Once(slot, bound.Eval) };
    }
}

/// <summary>The columns at one point of a pipeline, by name.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    public Scope(IReadOnlyList<KqlColumn> columns, Compilation compilation)
    {
        (Columns, Compilation) = (columns, compilation);
        for (var index = 0; index < columns.Count; index++) places.TryAdd(columns[index].Name, index);
    }

    public IReadOnlyList<KqlColumn> Columns { get; }

    public Compilation Compilation { get; }

    /// <summary>-1: there is none.</summary>
    public int PlaceOf(string name) => places.GetValueOrDefault(name, -1);

    public Bound Column(string name)
    {
        var place = PlaceOf(name);
        if (place < 0) throw KqlException.Semantic($"Failed to resolve scalar expression named '{name}'");
        return At(place);
    }

    public Bound At(int place) => new(Columns[place].Type, (row, _) => row.Values[place], Label: Columns[place].Name) { IsColumn = true };

    /// <summary>A column, or else a let.</summary>
    public Bound Named(string name) => PlaceOf(name) < 0 && Compilation.Scalars.TryGetValue(name, out var let) ? let : Column(name);
}

/// <summary>Gives the columns of one operator their names. One that was asked for twice is an error; one that was made up gets a number behind it.</summary>
internal sealed class Naming
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private int unnamed;

    public string Given(string name) => taken.Add(name) ? name : throw KqlException.Semantic($"A column with the name '{name}' is already declared");

    public string Made(string? label)
    {
        var name = label ?? $"Column{++unnamed}";
        for (var number = 1; !taken.Add(name); number++) name = $"{label ?? "Column"}{number}";
        return name;
    }
}
