namespace RdpMedic.Emulator.Kql;

/// <summary>The tokens of a query, one after another.</summary>
internal sealed class Reader(List<Token> tokens)
{
    private int at;

    public Token Peek => tokens[at];

    public Token Next() => tokens[at++];

    public bool Try(string symbol)
    {
        if (!Peek.Is(symbol)) return false;
        at++;
        return true;
    }

    public void Need(string symbol)
    {
        if (!Try(symbol)) throw KqlException.Syntax($"Expected '{symbol}', found '{Peek.Value}'", Peek.At);
    }

    public string Name()
    {
        var token = Next();
        return token.Kind == TokenKind.Name ? token.Value : throw KqlException.Syntax($"Expected a name, found '{token.Value}'", token.At);
    }

    /// <summary>The next two tokens are a name and a single equals sign.</summary>
    public bool IsAssignment => Peek.Kind == TokenKind.Name && tokens[at + 1] is { Kind: TokenKind.Symbol, Value: "=" };
}
