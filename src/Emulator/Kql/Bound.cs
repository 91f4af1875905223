namespace RdpMedic.Emulator.Kql;

/// <summary>A row on its way through the operators. Only rows of a table itself know when they were ingested.</summary>
/// <param name="ingested">A DateTimeOffset, kept as a value of the engine: every query looks at it in every row.</param>
internal sealed class Row(object?[] values, object? ingested)
{
    public readonly object?[] Values = values;

    public object? Ingested { get; } = ingested;

    public DateTimeOffset IngestedAt => Ingested is DateTimeOffset at ? at : DateTimeOffset.MaxValue;

    public Row With(object?[] values) => new(values, Ingested);
}

/// <summary>One run of a compiled query: when it runs, over which rows, with which constants in front of it.</summary>
internal sealed class Frame(DateTimeOffset now, object?[] arguments, int slots, Func<string, IReadOnlyList<Row>> rows, Func<string, DateTimeOffset, IReadOnlyList<Row>> fresh)
{
    private static readonly object Nothing = new();

    private readonly object?[] once = new object?[slots];

    public DateTimeOffset Now { get; } = now;

    public object?[] Arguments { get; } = arguments;

    /// <summary>The rows that can be seen, by the time at which they were generated.</summary>
    /// <param name="since">No earlier ones; null: from the beginning.</param>
    public IEnumerable<Row> Rows(string table, DateTimeOffset? since)
    {
        var all = rows(table);
        return since is { } time ? all.Skip(LogStore.Before(all, time)) : all;
    }

    /// <summary>The rows that can be seen and came in after a moment: of a day's rows those of the last minutes.</summary>
    public IEnumerable<Row> Fresh(string table, DateTimeOffset after) => fresh(table, after);

    /// <summary>Evaluates what reads no column, once for the whole run.</summary>
    public object? Once(int slot, Eval eval)
    {
        var known = once[slot] ??= eval(null!, this) ?? Nothing;
        return known == Nothing ? null : known;
    }
}

internal delegate object? Eval(Row row, Frame frame);

/// <summary>An expression whose names and types were resolved.</summary>
/// <param name="Type">Its Kusto type.</param>
/// <param name="Constant">It reads no column.</param>
/// <param name="Label">The name that a column gets from it when nobody gives one; null: Column1 and so on.</param>
internal sealed record Bound(string Type, Eval Eval, bool Constant = false, string? Label = null)
{
    /// <summary>It was written as a literal in the query itself: its value is known at once.</summary>
    public bool IsLiteral { get; private init; }

    /// <summary>It holds for no row that was generated earlier than this; null: that is not known.</summary>
    public Eval? Since { get; init; }

    /// <summary>It holds for no row that was ingested by then; null: that is not known.</summary>
    public Eval? IngestedAfter { get; init; }

    /// <summary>It is ingestion_time() as it stands.</summary>
    public bool IsIngestionTime { get; init; }

    /// <summary>It is a column as it stands.</summary>
    public bool IsColumn { get; init; }

    public bool IsNumber => Values.IsNumber(Type);

    public object? Known => Eval(null!, null!);

    public static Bound Literal(string type, object? value) => new(type, (_, _) => value, Constant: true) { IsLiteral = true };

    public bool Holds(Row row, Frame frame) => Eval(row, frame) is true;
}

/// <summary>A table expression whose columns are known.</summary>
internal sealed class Plan(IReadOnlyList<KqlColumn> columns, Func<Frame, IEnumerable<Row>> run)
{
    public IReadOnlyList<KqlColumn> Columns { get; } = columns;

    public Func<Frame, IEnumerable<Row>> Run { get; } = run;

    /// <summary>The same columns, with other rows.</summary>
    public Plan With(Func<Frame, IEnumerable<Row>> run) => new(Columns, run);

    /// <summary>It is this table as it stands, so that a condition on time spares a look at older rows; null: it is not.</summary>
    public string? Table { get; init; }
}
