using Azure;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Logs;

/// <summary>Reads what the workspaces say about one host: one query, whatever tables exist.</summary>
public sealed class HostLogs(Workspaces workspaces, TimeProvider clock) : IHostLogs
{
    private const string Source = "logs of the last half hour";

    public async Task<Reading<LogFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - LogParts.Back;
        try
        {
            var missing = await workspaces.MissingAsync(LogParts.Tables, now, cancellationToken);
            if (missing.Count == LogParts.Tables.Count) return Reading<LogFacts>.Missing("not collected: none of the tables is in any workspace", Source, Vantage.Logs, now);
            var query = $"let hostId = {KqlText.Literal(host.Id.Value)};\nlet hostName = {KqlText.Literal(NameOf(host))};\nlet since = {Workspaces.Literal(since)};\n{LogParts.Query}";
            if (await workspaces.QueryAsync(query, since - TimeSpan.FromHours(1), now, cancellationToken) is not { } table) return Reading<LogFacts>.Missing("not collected: none of the tables is in any workspace", Source, Vantage.Logs, now);
            var rows = table.Rows.Select(row => new LogRow(row.GetString("Part"), row.GetString("Log") ?? "", row.GetString("Source") ?? "", row.GetString("Code") ?? "", row.GetInt64("Rows")!.Value, row.GetInt64("Users") ?? 0, row.GetInt64("Addresses") ?? 0, row.GetDateTimeOffset("Newest")!.Value, row.GetString("Sample") ?? "")).ToList();
            return Reading<LogFacts>.Of(LogParts.Of(rows, missing, host.IsSessionHost), Source, Vantage.Logs, now);
        }
        catch (RequestFailedException failed)
        {
            return Reading<LogFacts>.Missing($"not collected: {Trouble.Said(failed)}", Source, Vantage.Logs, now);
        }
        catch (RetriableException trouble)
        {
            // The SDK has tried again already; a host is diagnosed by what else can be read.
            return Reading<LogFacts>.Missing($"not collected: {trouble.Message}", Source, Vantage.Logs, now);
        }
    }

    /// <summary>The full name under which AVD logs it; an empty one matches nothing.</summary>
    private static string NameOf(Host host) => host.SessionHostId is { } id ? id[(id.LastIndexOf('/') + 1)..] : "";
}
