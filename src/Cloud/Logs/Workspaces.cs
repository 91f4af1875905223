using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Logs;

/// <summary>Runs queries in the fleet's workspaces, at most four at a time.</summary>
public sealed class Workspaces(LogsQueryClient client, CloudOptions options) : IDisposable
{
    /// <summary>A table comes into being with its first row; which ones are missing is asked again this often.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim four = new(4);
    private readonly ConcurrentDictionary<string, (bool There, DateTimeOffset At)> tables = new(StringComparer.Ordinal);

    /// <summary>Which of these tables are in no workspace. A query over several tables skips such a one silently, and "no rows" would then look like "not wrong".</summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    public async Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> names, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!tables.TryGetValue(name, out var known) || now - known.At > AskAgain)
                tables[name] = known = (await QueryAsync($"{name} | take 0", now - AskAgain, now, cancellationToken) is not null, now);
            if (!known.There) missing.Add(name);
        }

        return missing;
    }

    /// <summary>Null: a table of the query is in no workspace.</summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    public async Task<LogsTable?> QueryAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var more = new LogsQueryOptions();
        foreach (var other in options.Workspaces.Skip(1)) more.AdditionalWorkspaces.Add(other);
        await four.WaitAsync(cancellationToken);
        try
        {
            var answer = await Trouble.ReadAsync(() => client.QueryWorkspaceAsync(options.Workspaces[0], query, new QueryTimeRange(from, to), more, cancellationToken));
            return answer.Value.Table;
        }
        catch (RequestFailedException failed) when (failed.Status == 400 && failed.Message.Contains("Failed to resolve table", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        finally
        {
            four.Release();
        }
    }

    /// <summary>A moment as KQL writes it.</summary>
    public static string Literal(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"datetime({at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}Z)");

    public void Dispose() => four.Dispose();
}
