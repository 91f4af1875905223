using System.Text.Json;

namespace RdpMedic.Emulator.Kql;

/// <summary>A column by name and Kusto type: string, int, long, real, bool, datetime, timespan or dynamic.</summary>
public sealed record KqlColumn(string Name, string Type);

/// <summary>The tables that a workspace can hold, as <c>schemas/log-tables.json</c> declares them; the product's queries are bound to the same file.</summary>
public static class Tables
{
    public static IReadOnlyDictionary<string, IReadOnlyList<KqlColumn>> All { get; } = Read();

    /// <summary>TimeGenerated is the first column of every table.</summary>
    private static Dictionary<string, IReadOnlyList<KqlColumn>> Read()
    {
        using var stream = typeof(Tables).Assembly.GetManifestResourceStream("log-tables.json") ?? throw new InvalidOperationException("log-tables.json is not embedded.");
        using var document = JsonDocument.Parse(stream);
        var all = new Dictionary<string, IReadOnlyList<KqlColumn>>(StringComparer.Ordinal);
        foreach (var table in document.RootElement.GetProperty("tables").EnumerateObject())
        {
            var columns = table.Value.EnumerateObject().Select(column => new KqlColumn(column.Name, column.Value.GetString()!)).ToList();
            all[table.Name] = columns[0] == new KqlColumn("TimeGenerated", "datetime") ? columns : throw new InvalidOperationException($"The first column of {table.Name} has to be TimeGenerated.");
        }

        return all;
    }
}
