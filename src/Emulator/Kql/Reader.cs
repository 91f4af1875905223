namespace RdpMedic.Emulator.Kql;

/// <summary>The tokens of a query, one after another, cut as they are needed.</summary>
internal sealed class Reader(string text, int start = 0)
{
    private readonly Lexer lexer = new(text, start);
    private readonly List<Token> tokens = [];

    /// <summary>Which token is next; setting it back reads again.</summary>
    public int Place { get; set; }

    public Token Peek => Ahead(0);

    public Token Ahead(int count)
    {
        while (tokens.Count <= Place + count) tokens.Add(lexer.Next());
        return tokens[Place + count];
    }

    public Token Next()
    {
        var token = Peek;
        Place++;
        return token;
    }

    public bool Try(string symbol)
    {
        if (!Peek.Is(symbol)) return false;
        Place++;
        return true;
    }

    public void Need(string symbol)
    {
        if (!Try(symbol)) throw KqlException.Syntax($"Expected '{symbol}', found '{Peek.Value}'", Peek.At);
    }

    /// <summary>A name, also in its quoted form <c>['name']</c>.</summary>
    public string Name()
    {
        if (IsQuotedName(0))
        {
            Place += 3;
            return Ahead(-2).Value;
        }

        var token = Next();
        return token.Kind == TokenKind.Name ? token.Value : throw KqlException.Syntax($"Expected a name, found '{token.Value}'", token.At);
    }

    public bool IsQuotedName(int from) => Ahead(from).Is("[") && Ahead(from + 1).Kind == TokenKind.Text && Ahead(from + 2).Is("]");

    /// <summary>A name and a single equals sign come next.</summary>
    public bool IsAssignment => Peek.Kind == TokenKind.Name ? Ahead(1).Is("=") : IsQuotedName(0) && Ahead(3).Is("=");

    /// <summary>A name that may hold dashes, as those of operators do.</summary>
    public Token Operator()
    {
        var name = Next();
        while (Peek.Is("-") && Peek.At == name.Ends && Ahead(1).Kind == TokenKind.Name && Ahead(1).At == Peek.Ends)
        {
            name = name with { Value = $"{name.Value}-{Ahead(1).Value}" };
            Place += 2;
        }

        return name;
    }

    /// <summary>To the end of what stands in the bracket that comes next.</summary>
    public void SkipBracket()
    {
        var depth = 0;
        do
        {
            var token = Next();
            if (token.Kind == TokenKind.End) throw KqlException.Syntax("A bracket has no end", token.At);
            if (token.Is("(")) depth++;
            else if (token.Is(")")) depth--;
        }
        while (depth > 0);
    }
}
