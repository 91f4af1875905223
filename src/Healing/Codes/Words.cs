using System.Text;

namespace RdpMedic.Healing.Codes;

/// <summary>Texts made comparable: lower case, no apostrophes, and one space for whatever is no letter, digit, underscore, star or percent sign.</summary>
internal static class Words
{
    public static string Of(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is '\'' or '’' or '‘') continue;
            if (char.IsLetterOrDigit(letter) || letter is '_' or '*' or '%') kept.Append(char.ToLowerInvariant(letter));
            else if (kept.Length > 0 && kept[^1] != ' ') kept.Append(' ');
        }

        return kept.ToString().Trim();
    }

    /// <summary>Whether the whole words of the one stand in the other, side by side.</summary>
    public static bool Contains(string text, string words) => words.Length > 0 && $" {text} ".Contains($" {words} ", StringComparison.Ordinal);

    public static int Count(string text) => text.Length == 0 ? 0 : text.Count(letter => letter == ' ') + 1;
}
