using System.Globalization;
using System.Text;

namespace RdpMedic.Emulator.Kql;

internal enum TokenKind
{
    Name,
    Text,
    Number,
    Symbol,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Value, int At)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Name && Value == symbol;
}

/// <summary>Cuts a query into tokens; comments and white space vanish.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols = ["==", "!=", "=~", "!~", "<=", ">=", "<", ">", "=", "|", "(", ")", "[", "]", ",", ";", "."];

    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else if (text.AsSpan(at).StartsWith("//")) at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            else
            {
                tokens.Add(Next(text, ref at));
                if (tokens[^1].Value == "datetime" && at < text.Length && text[at] == '(') Moment(text, tokens, ref at);
            }
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    /// <summary>What stands between the brackets of a datetime literal is no expression.</summary>
    private static void Moment(string text, List<Token> tokens, ref int at)
    {
        var end = text.IndexOf(')', at);
        if (end < 0) throw KqlException.Syntax("A datetime literal has no end", at);
        tokens.Add(new Token(TokenKind.Symbol, "(", at));
        tokens.Add(new Token(TokenKind.Text, text[(at + 1)..end].Trim().Trim('"'), at + 1));
        tokens.Add(new Token(TokenKind.Symbol, ")", end));
        at = end + 1;
    }

    private static Token Next(string text, ref int at)
    {
        var start = at;
        if (text[at] is '"' or '\'') return new Token(TokenKind.Text, Quoted(text, ref at), start);
        if (char.IsAsciiDigit(text[at]))
        {
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '.')) throw KqlException.Syntax("The emulator knows whole numbers only", start);
            return new Token(TokenKind.Number, text[start..at], start);
        }

        if (char.IsAsciiLetter(text[at]) || text[at] == '_')
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
            return new Token(TokenKind.Name, text[start..at], start);
        }

        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) continue;
            at += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, start);
        }

        throw KqlException.Syntax($"Unexpected '{text[at]}'", start);
    }

    private static string Quoted(string text, ref int at)
    {
        var quote = text[at];
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\n') throw KqlException.Syntax("A string does not end on its line", start);
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                value.Append(text[at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '\\' or '"' or '\'' => text[at], var other => throw KqlException.Syntax(string.Create(CultureInfo.InvariantCulture, $"Unknown escape '\\{other}'"), at) });
            }
            else
            {
                value.Append(text[at]);
            }

            at++;
        }

        if (at >= text.Length) throw KqlException.Syntax("A string has no end", start);
        at++;
        return value.ToString();
    }
}
