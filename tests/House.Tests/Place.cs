namespace RdpMedic.House.Tests;

/// <summary>Where something stands, as file:line, so that whoever broke a rule need not look for it.</summary>
public static class Place
{
    /// <summary>The first line of the file that holds one of these texts; without such a line, the file alone.</summary>
    public static string Of(string file, params IReadOnlyList<string> texts) => In([file], texts) ?? file;

    /// <summary>The first line with one of these texts in the first file that has any; null: none has.</summary>
    public static string? In(IEnumerable<string> files, params IReadOnlyList<string> texts)
    {
        foreach (var file in files)
        {
            if (LineOf(Repository.Read(file), texts) is { } line) return $"{file}:{line}";
        }

        return null;
    }

    /// <summary>Counted from 1; null: no line holds any of them.</summary>
    public static int? LineOf(string text, IReadOnlyList<string> texts)
    {
        var line = 0;
        foreach (var one in text.ReplaceLineEndings("\n").Split('\n'))
        {
            line++;
            if (texts.Any(wanted => one.Contains(wanted, StringComparison.Ordinal))) return line;
        }

        return null;
    }
}
