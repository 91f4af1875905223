using System.Globalization;
using Azure;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Logs;

/// <summary>Runs queries in the fleet's workspaces, at most four at a time.</summary>
public sealed class Workspaces(LogsQueryClient client, CloudOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// While the service is away nothing is asked for this long. The questions of a sweep are many, and those of every diagnosis wait behind them: were each tried to its end,
    /// a turn's time would be over, or what else it read stale, before it is said that there are no logs.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>A table comes into being with its first row, so one that was missing is looked for again this often.</summary>
    private static readonly TimeSpan LookForMissing = TimeSpan.FromMinutes(10);

    /// <summary>Tables do not go away.</summary>
    private static readonly TimeSpan LookForFound = TimeSpan.FromHours(6);

    private readonly SemaphoreSlim four = new(4);
    private readonly SemaphoreSlim asking = new(1);
    private readonly Dictionary<string, (bool There, DateTimeOffset At)> tables = new(StringComparer.Ordinal);
    private long restsUntil;

    /// <summary>
    /// Which of these tables are in no workspace. A query over several tables skips such a one silently, and "no rows" would then look like "not wrong". All
    /// that is not known yet is asked in one query, and the answer is kept: however many hosts are read, it is one query in ten minutes.
    /// </summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    public async Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> names, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            var unknown = names.Where(name => !tables.TryGetValue(name, out var known) || now - known.At > (known.There ? LookForFound : LookForMissing)).ToList();
            if (unknown.Count > 0)
            {
                // A fuzzy union leaves out what is not there; what is there gives one row, be it empty or not. The first leg is always there.
                var query = $"union isfuzzy=true\n    (print Name = \"\"),\n{string.Join(",\n", unknown.Select(name => $"    ({name} | take 1 | count | project Name = {KqlText.Literal(name)})"))}";
                var found = (await QueryAsync(query, now - TimeSpan.FromHours(1), now, cancellationToken))?.Rows.Select(row => row.GetString(0)).ToHashSet(StringComparer.Ordinal) ?? [];
                foreach (var name in unknown) tables[name] = (found.Contains(name), now);
            }

            return names.Where(name => !tables[name].There).ToHashSet(StringComparer.Ordinal);
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>Null: a table of the query is in no workspace.</summary>
    /// <exception cref="RetriableException">Throttled or unreachable, or it was just now.</exception>
    public async Task<LogsTable?> QueryAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var more = new LogsQueryOptions();
        foreach (var other in options.Workspaces.Skip(1)) more.AdditionalWorkspaces.Add(other);
        await four.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow().UtcTicks < Volatile.Read(ref restsUntil)) throw new RetriableException("the logs were not there a moment ago, and are asked again later", Rest);
            var answer = await Trouble.ReadAsync(() => client.QueryWorkspaceAsync(options.Workspaces[0], query, new QueryTimeRange(from, to), more, cancellationToken));
            return answer.Value.Table;
        }
        catch (RequestFailedException failed) when (failed.Status == 400 && failed.Message.Contains("Failed to resolve table", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        catch (RetriableException trouble) when (IsAway(trouble.InnerException))
        {
            Volatile.Write(ref restsUntil, (clock.GetUtcNow() + Rest).UtcTicks);
            throw;
        }
        finally
        {
            four.Release();
        }
    }

    /// <summary>Unavailable or not reached. A query that is slow or throttled says nothing about the next one, and must not keep it from being asked.</summary>
    private static bool IsAway(Exception? trouble) => trouble switch
    {
        RequestFailedException failed => failed.Status is 0 or 503,
        AggregateException several => several.InnerExceptions.All(IsAway),
        _ => false,
    };

    /// <summary>In this workspace alone.</summary>
    /// <exception cref="RequestFailedException">Refused or unreachable.</exception>
    public async Task<LogsTable> QueryOneAsync(string workspace, string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await four.WaitAsync(cancellationToken);
        try
        {
            var answer = await client.QueryWorkspaceAsync(workspace, query, new QueryTimeRange(from, to), cancellationToken: cancellationToken);
            return answer.Value.Table;
        }
        finally
        {
            four.Release();
        }
    }

    /// <summary>A moment as KQL writes it.</summary>
    public static string Literal(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"datetime({at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}Z)");

    public void Dispose()
    {
        four.Dispose();
        asking.Dispose();
    }
}
