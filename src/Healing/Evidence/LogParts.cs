using System.Globalization;
using System.Text;

namespace RdpMedic.Healing.Evidence;

/// <summary>One row of <c>HostLogs.kql</c>; its columns are these, by name and type.</summary>
public sealed record LogRow(string Part, string Log, string Source, string Code, long Rows, long Users, long Addresses, DateTimeOffset Newest, string Sample);

/// <summary>The query for <see cref="LogFacts"/>, and its rows put together.</summary>
public static class LogParts
{
    /// <summary>How far back the logs are read.</summary>
    public static TimeSpan Back { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Tables that the query reads; whoever runs it says which of them exist.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["Event", "SecurityEvent", "WVDErrors", "WVDConnections", "Heartbeat"];

    /// <summary>The query without its lets: hostId, hostName, since.</summary>
    public static string Query { get; } = Read("HostLogs.kql");

    /// <summary>The facts of one host.</summary>
    /// <param name="missing">Tables that are in no workspace.</param>
    public static LogFacts Of(IReadOnlyList<LogRow> rows, IReadOnlySet<string> missing, bool isSessionHost)
    {
        // The same logons may be collected into two tables: they count once.
        rows = [.. rows.GroupBy(row => (row.Part, row.Log, row.Source, row.Code)).Select(group => group.MaxBy(row => row.Rows)!)];
        // The Security log is collected where the table for it is there, or where its rows turned up in the other one.
        if (rows.Any(row => row is { Part: "logon" or "success", Log: "Security" })) missing = missing.Where(table => table != "SecurityEvent").ToHashSet(StringComparer.Ordinal);
        var successes = rows.Where(row => row.Part == "success").ToList();
        var connected = isSessionHost ? "WVDConnections" : "SecurityEvent";
        return new LogFacts
        {
            Events = Part("event", ["Event"], row => new LogEvent(row.Log, row.Source, int.Parse(row.Code, CultureInfo.InvariantCulture), row.Rows, row.Newest, row.Sample)),
            Logons = Part("logon", ["SecurityEvent"], row => new LogonFailures(row.Code, row.Rows, row.Users, row.Addresses, row.Newest)),
            Connections = isSessionHost ? Part("connection", ["WVDErrors", "WVDConnections"], row => new ConnectionFailures(row.Code, string.Equals(row.Source, "true", StringComparison.OrdinalIgnoreCase), row.Rows, row.Users, row.Addresses, row.Newest)) : null,
            Successes = missing.Contains(connected) ? null : new ConnectionCount(successes.Sum(row => row.Rows), successes.Sum(row => row.Users), successes.Count == 0 ? null : successes.Max(row => row.Newest)),
            Heartbeat = rows.Where(row => row.Part == "heartbeat").Select(row => (DateTimeOffset?)row.Newest).Max(),
            NotCollected = [.. Tables.Where(missing.Contains).Where(table => isSessionHost || !table.StartsWith("WVD", StringComparison.Ordinal)).Select(table => $"{table}: in no workspace")],
        };

        List<T>? Part<T>(string name, IEnumerable<string> tables, Func<LogRow, T> make) => tables.Any(missing.Contains) ? null : [.. rows.Where(row => row.Part == name).OrderBy(row => row.Source, StringComparer.Ordinal).ThenBy(row => row.Code, StringComparer.Ordinal).Select(make)];
    }

    /// <summary>The text of a query that lies beside this.</summary>
    internal static string Read(string file)
    {
        using var stream = typeof(LogParts).Assembly.GetManifestResourceStream($"RdpMedic.Healing.Evidence.{file}") ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
