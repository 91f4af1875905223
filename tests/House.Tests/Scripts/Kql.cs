using System.Text.Json;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>A query to bind; the prefix stands in front of the text and is not counted in line numbers.</summary>
public sealed record KqlQuery(string Name, string Text, string Prefix = "");

/// <summary>Something that Microsoft's parser says about a query.</summary>
public sealed record KqlDiagnostic(int Line, int Column, string Code, string Severity, string Message);

/// <summary>A column of what a query gives.</summary>
public sealed record KqlColumn(string Name, string Type);

/// <summary>What became of a query: <paramref name="Columns"/> is null when it gives no table.</summary>
public sealed record KqlBinding(string Name, IReadOnlyList<KqlDiagnostic> Diagnostics, IReadOnlyList<KqlColumn>? Columns)
{
    public IEnumerable<string> Faults => Diagnostics.Select(d => $"{Name}:{d.Line}:{d.Column}: {d.Code} {d.Message}");
}

/// <summary>Binds queries to the tables of schemas/log-tables.json.</summary>
public static class Kql
{
    /// <summary>Callers declare the window in front of every query.</summary>
    public const string Window = "let windowStart = datetime(2026-01-01T00:00:00Z); let windowEnd = datetime(2026-01-01T00:15:00Z);\n";

    /// <summary>What the caller of a committed query writes in front of it.</summary>
    public static string LetsFor(string path) => Path.GetFileName(path) switch
    {
        "LastConnection.kql" => "let hostName = \"avd-01.corp.example\";\n",
        "HostLogs.kql" => "let hostId = \"/subscriptions/x\";\nlet hostName = \"avd-01.corp.example\";\nlet since = datetime(2026-01-01T00:00:00Z);\n",
        "TableAges.kql" => "",
        "ActivityLog.kql" => "let resources = dynamic([\"/subscriptions/x\"]);\n",
        _ => Window,
    };

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static IReadOnlyDictionary<string, KqlBinding> Bind(IEnumerable<KqlQuery> queries)
    {
        using var tables = JsonDocument.Parse(Repository.Read("schemas/log-tables.json"));
        var input = new { tables = tables.RootElement.GetProperty("tables"), queries };
        var output = NodePackages.RunScript("kql.mjs", JsonSerializer.Serialize(input, Format));
        return JsonSerializer.Deserialize<KqlBinding[]>(output, Format)!.ToDictionary(b => b.Name, StringComparer.Ordinal);
    }
}
