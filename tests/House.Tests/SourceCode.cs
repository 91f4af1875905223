using System.Text;

namespace RdpMedic.House.Tests;

/// <summary>
/// C# source without its comments and without what its string literals say. Not a parser: an interpolation hole is dropped with its string, and a quote inside
/// a hole of a plain interpolated string ends the string too early.
/// </summary>
public static class SourceCode
{
    public static string Only(string source)
    {
        var kept = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length;)
        {
            var end = EndOfComment(source, i);
            if (end == i)
            {
                end = EndOfLiteral(source, i);
                if (end > i)
                {
                    kept.Append("\"\"");
                }
            }

            if (end > i)
            {
                // Lines stay where they are.
                kept.Append('\n', source.AsSpan(i, end - i).Count('\n'));
                i = end;
            }
            else
            {
                kept.Append(source[i++]);
            }
        }

        return kept.ToString();
    }

    private static int EndOfComment(string s, int at)
    {
        if (Starts(s, at, "//"))
        {
            return End(s.IndexOf('\n', at), s);
        }

        return Starts(s, at, "/*") ? End(s.IndexOf("*/", at + 2, StringComparison.Ordinal), s, 2) : at;
    }

    private static int EndOfLiteral(string s, int at)
    {
        if (s[at] == '\'')
        {
            return Escaped(s, at + 1, '\'');
        }

        var i = at;
        while (i < s.Length && (s[i] == '$' || s[i] == '@'))
        {
            i++;
        }

        if (i >= s.Length || s[i] != '"')
        {
            return at;
        }

        if (Starts(s, i, "\"\"\""))
        {
            var quotes = s.AsSpan(i).IndexOfAnyExcept('"');
            return quotes < 0 ? s.Length : End(s.IndexOf(new string('"', quotes), i + quotes, StringComparison.Ordinal), s, quotes);
        }

        return s.AsSpan(at, i - at).Contains('@') ? Verbatim(s, i + 1) : Escaped(s, i + 1, '"');
    }

    private static int Escaped(string s, int i, char quote)
    {
        for (; i < s.Length && s[i] != quote; i++)
        {
            i += s[i] == '\\' ? 1 : 0;
        }

        return Math.Min(i + 1, s.Length);
    }

    private static int Verbatim(string s, int i)
    {
        for (; i < s.Length; i++)
        {
            if (s[i] == '"' && !Starts(s, i, "\"\""))
            {
                return i + 1;
            }

            i += s[i] == '"' ? 1 : 0;
        }

        return s.Length;
    }

    private static bool Starts(string s, int at, string with) => string.CompareOrdinal(s, at, with, 0, with.Length) == 0;

    private static int End(int found, string s, int length = 0) => found < 0 ? s.Length : found + length;
}

public sealed class SourceCodeTests
{
    [Fact]
    public void Drops_comments_and_literals_and_keeps_the_lines()
    {
        var source = "a // b\nc /* d\n */ e \"f // \\\" g\" h @\"i \"\" j\" k $\"l {m}\" n '\"' o \"\"\"\n p \" q\n\"\"\" r";

        SourceCode.Only(source).ShouldBe("a \nc \n e \"\" h \"\" k \"\" n \"\" o \"\"\n\n r");
    }
}
