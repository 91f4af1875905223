namespace RdpMedic.Emulator.Kql;

/// <summary>Reads a whole query: lets, and the table expression behind them.</summary>
internal sealed class Script(Reader reader, Compilation compilation)
{
    public Plan Read()
    {
        while (reader.Try("let"))
        {
            Let();
            reader.Need(";");
        }

        var plan = Table();
        reader.Try(";");
        return reader.Peek.Kind == TokenKind.End ? plan : throw KqlException.Syntax($"Unexpected '{reader.Peek.Value}'", reader.Peek.At);
    }

    /// <summary>A source, and the operators behind it.</summary>
    public Plan Table() => new Pipeline(reader, compilation, this).Read(new Sources(reader, compilation, this).Read());

    private void Let()
    {
        var name = reader.Name();
        reader.Need("=");
        if (reader.Peek.Is("(") && reader.Ahead(1).Kind == TokenKind.Name && reader.Ahead(2).Is(":")) throw KqlException.Unsupported("functions in let");
        if (reader.Peek.Is("view")) throw KqlException.Unsupported("views in let");
        if (IsTable())
        {
            compilation.Tables[name] = Table();
            return;
        }

        var value = new Expressions(reader, new Scope([], compilation)).Read();
        compilation.Scalars[name] = compilation.Hoist(value) with { Label = null };
    }

    /// <summary>A let is a table when it begins with the name of one, or with what makes one.</summary>
    private bool IsTable()
    {
        var at = 0;
        while (reader.Ahead(at).Is("(")) at++;
        var first = reader.Ahead(at);
        if (first.Kind != TokenKind.Name) return false;
        return first.Value is "union" or "print" || (first.Value == "datatable" && reader.Ahead(at + 1).Is("(")) || Tables.All.ContainsKey(first.Value) || compilation.Tables.ContainsKey(first.Value) || reader.Ahead(at + 1).Is("|");
    }
}
