using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace RdpMedic.Cloud.Tables;

/// <summary>A long text in one row: cut over properties <c>Json00</c>, <c>Json01</c> …, because a string property holds 32 Ki UTF-16 units (64 KiB) and a row 1 MiB.</summary>
internal static class TableText
{
    /// <summary>UTF-16 units of one property; a little under the limit, so that a pair of surrogates can stay together.</summary>
    public const int Cut = 32_000;

    /// <summary>UTF-16 units of one row: 960 000 bytes of the 1 048 576, which leaves room for keys and names.</summary>
    public const int Row = 15 * Cut;

    private const string Count = "Cuts";

    public static void Write(TableEntity row, ReadOnlySpan<char> text)
    {
        var cuts = 0;
        foreach (var range in Cuts(text, Cut)) row[Name(cuts++)] = text[range].ToString();
        row[Count] = cuts;
    }

    /// <summary>Null: the row holds no text.</summary>
    public static string? Read(TableEntity row)
    {
        if (row.GetInt32(Count) is not { } cuts) return null;
        var text = new StringBuilder();
        for (var cut = 0; cut < cuts; cut++) text.Append(row.GetString(Name(cut)));
        return text.ToString();
    }

    /// <summary>Cuts of at most so many units, none of them through a pair of surrogates: half a pair is no text and would be lost on the wire.</summary>
    public static List<Range> Cuts(ReadOnlySpan<char> text, int most)
    {
        var cuts = new List<Range>();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + most, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            cuts.Add(start..end);
            start = end;
        }

        return cuts;
    }

    /// <summary>Bytes of a text in a request: the SDK writes quotes and everything beyond ASCII as six-character escapes.</summary>
    public static int OnTheWire(string text)
    {
        var bytes = 0;
        foreach (var c in text) bytes += char.IsAsciiLetterOrDigit(c) || c is ' ' or ',' or '.' or ':' or ';' or '-' or '_' or '/' or '|' or '(' or ')' or '{' or '}' or '[' or ']' ? 1 : 6;
        return bytes;
    }

    private static string Name(int cut) => string.Create(CultureInfo.InvariantCulture, $"Json{cut:D2}");
}
