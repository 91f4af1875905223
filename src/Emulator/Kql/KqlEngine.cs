namespace RdpMedic.Emulator.Kql;

/// <summary>What a query answers.</summary>
public sealed record KqlResult(IReadOnlyList<KqlColumn> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>
/// Runs the part of KQL that this project's queries use, strictly: names and types are resolved before a row is looked at, and whatever it does not
/// know is an error by name, never a guess.
/// </summary>
public sealed class KqlEngine(LogStore store)
{
    /// <param name="now">Rows ingested later are not there yet.</param>
    /// <param name="from">Only rows generated then or later; null: any.</param>
    /// <exception cref="KqlException">The query is wrong, or beyond this subset.</exception>
    public KqlResult Run(string query, DateTimeOffset now, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var reader = new Reader(Lexer.Read(query));
        var lets = new Dictionary<string, Bound>(StringComparer.Ordinal);
        var expressions = new Expressions(reader, lets, now);
        while (reader.Try("let"))
        {
            var name = reader.Name();
            reader.Need("=");
            var value = expressions.Read();
            if (!value.Constant) throw KqlException.Semantic($"The emulator's let takes constants, and '{name}' is none");
            lets[name] = value;
            reader.Need(";");
        }

        var table = reader.Name();
        if (!Tables.All.TryGetValue(table, out var columns) || store.Visible(table, now, from, to) is not { } rows) throw KqlException.Semantic($"Failed to resolve table or column expression named '{table}'");
        expressions.Scope = columns;
        var pipeline = new Pipeline(reader, expressions);
        pipeline.Read();
        reader.Try(";");
        if (reader.Peek.Kind != TokenKind.End) throw KqlException.Syntax($"Unexpected '{reader.Peek.Value}'", reader.Peek.At);
        var answer = pipeline.Run(rows.Select(row => new Row(row.Values, row.IngestedAt)));
        return new KqlResult(expressions.Scope, [.. answer.Select(row => row.Values)]);
    }
}
