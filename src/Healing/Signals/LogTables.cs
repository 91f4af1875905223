using System.Text.Json;
using System.Text.RegularExpressions;

namespace RdpMedic.Healing.Signals;

/// <summary>Which log tables a query reads. The names are those of <c>schemas/log-tables.json</c>, to which every committed query is bound.</summary>
public static partial class LogTables
{
    private static readonly HashSet<string> Known = Names();

    /// <summary>By name, each once.</summary>
    public static IReadOnlyList<string> In(string query) => [.. Words().Matches(Text().Replace(query, " ")).Select(word => word.Value).Where(Known.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static HashSet<string> Names()
    {
        using var stream = typeof(LogTables).Assembly.GetManifestResourceStream("log-tables.json") ?? throw new InvalidOperationException("log-tables.json is not embedded.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("tables").EnumerateObject().Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Strings and comments, in which a table's name is somebody's words.</summary>
    [GeneratedRegex("""
        "(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|//.*
        """, RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\w+", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Words();
}
