using System.Globalization;
using System.Text;

namespace RdpMedic.Emulator.Kql;

internal enum TokenKind
{
    Name,
    Text,

    /// <summary>What stands between the brackets of a literal such as <c>datetime(2026-03-01)</c>; it is no expression.</summary>
    Raw,
    Whole,
    Real,
    Span,
    Symbol,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Value, int At)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Name && Value == symbol;

    public int Ends => At + Value.Length;
}

/// <summary>Cuts a query into tokens, one at a time; comments and white space vanish.</summary>
internal sealed class Lexer(string text, int start = 0)
{
    /// <summary>Longer ones first.</summary>
    private static readonly string[] Symbols = ["==", "!=", "=~", "!~", "<=", ">=", "..", "<", ">", "=", "|", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "+", "-", "*", "/", "%"];

    private static readonly string[] Literals = ["datetime", "date", "timespan", "time", "int", "long", "real", "double", "bool", "boolean"];

    private int at = start;
    private bool raw;

    public Token Next()
    {
        if (raw) return Raw();
        Skip();
        if (at >= text.Length) return new Token(TokenKind.End, "", text.Length);
        var begin = at;
        if (text[at] is '"' or '\'') return new Token(TokenKind.Text, Quoted(), begin);
        if (text[at] == '@' && at + 1 < text.Length && text[at + 1] is '"' or '\'') return new Token(TokenKind.Text, Verbatim(), begin);
        if (char.IsAsciiDigit(text[at])) return Number(begin);
        if (char.IsAsciiLetter(text[at]) || text[at] is '_' or '$') return Name(begin);
        if (text[at] == '!' && at + 1 < text.Length && char.IsAsciiLetter(text[at + 1]))
        {
            at++;
            var word = Word();
            return new Token(TokenKind.Symbol, $"!{word}{Tilde(word)}", begin);
        }

        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) continue;
            at += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, begin);
        }

        throw KqlException.Syntax($"Unexpected '{text[at]}'", begin);
    }

    private void Skip()
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else if (text.AsSpan(at).StartsWith("//")) at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            else return;
        }
    }

    private Token Name(int begin)
    {
        var word = Word();
        if (word == "in" && Tilde(word) == "~") return new Token(TokenKind.Symbol, "in~", begin);
        raw = at < text.Length && text[at] == '(' && Array.IndexOf(Literals, word) >= 0;
        return new Token(TokenKind.Name, word, begin);
    }

    private string Word()
    {
        var begin = at;
        at++;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
        return text[begin..at];
    }

    private string Tilde(string word)
    {
        if (word != "in" || at >= text.Length || text[at] != '~') return "";
        at++;
        return "~";
    }

    /// <summary>Brackets and all.</summary>
    private Token Raw()
    {
        raw = false;
        var begin = at;
        var end = text.IndexOf(')', at);
        if (end < 0) throw KqlException.Syntax("A literal has no end", at);
        at = end + 1;
        return new Token(TokenKind.Raw, text[(begin + 1)..end].Trim().Trim('"', '\''), begin);
    }

    private Token Number(int begin)
    {
        Digits();
        var real = at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]);
        if (real)
        {
            at++;
            Digits();
        }

        if (at + 1 < text.Length && text[at] is 'e' or 'E' && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '-' or '+'))
        {
            real = true;
            at += 2;
            Digits();
        }

        if (at >= text.Length || !char.IsAsciiLetter(text[at])) return new Token(real ? TokenKind.Real : TokenKind.Whole, text[begin..at], begin);
        while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
        return new Token(TokenKind.Span, text[begin..at], begin);
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
    }

    private string Verbatim()
    {
        var begin = at++;
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && (text[at] != quote || (at + 1 < text.Length && text[at + 1] == quote)))
        {
            if (text[at] == quote) at++;
            value.Append(text[at++]);
        }

        if (at >= text.Length) throw KqlException.Syntax("A string has no end", begin);
        at++;
        return value.ToString();
    }

    private string Quoted()
    {
        var begin = at;
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\n') throw KqlException.Syntax("A string does not end on its line", begin);
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

        if (at >= text.Length) throw KqlException.Syntax("A string has no end", begin);
        at++;
        return value.ToString();
    }
}
