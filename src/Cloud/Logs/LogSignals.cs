using Azure;
using Azure.Monitor.Query.Models;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Logs;

/// <summary>Runs a failure class's detection query over what was ingested in a window: one call for the whole fleet.</summary>
public sealed class LogSignals(Workspaces workspaces, TimeProvider clock) : ISignals
{
    /// <summary>
    /// An answer may hold 500,000 rows and about 100 MB. With a row for each failing host and a sample no longer than this, 200,000 hosts are 60 MB.
    /// (Azure Monitor service limits, log queries)
    /// </summary>
    private const int LongestSample = 100;

    /// <summary>Rows may be ingested long after they happened; older ones tell nothing about now.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromDays(1);

    private static readonly string[] Columns = [nameof(SignalRow.Resource), nameof(SignalRow.Newest), nameof(SignalRow.Rows), nameof(SignalRow.Sample)];

    public async Task<IEnumerable<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = $"let windowStart = {Workspaces.Literal(from)};\nlet windowEnd = {Workspaces.Literal(to)};\n{detector.Query}\n| extend Sample = substring(Sample, 0, {LongestSample})";
        try
        {
            return await workspaces.QueryAsync(query, from - Latest, to, cancellationToken) is { } table ? Rows(detector, table) : null;
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    public async Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        try
        {
            return await workspaces.MissingAsync(tables, clock.GetUtcNow(), cancellationToken);
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    private static IEnumerable<SignalRow> Rows(Detector detector, LogsTable table)
    {
        if (!table.Columns.Select(column => column.Name).SequenceEqual(Columns, StringComparer.Ordinal)) throw new FinalException($"The query {detector.Name} gives {string.Join(", ", table.Columns.Select(column => column.Name))}, and not {string.Join(", ", Columns)}.");
        return table.Rows.Select(row => row.GetString(0) is { } resource && row.GetDateTimeOffset(1) is { } newest && row.GetInt64(2) is { } rows
            ? new SignalRow(resource, newest, rows, row.GetString(3) ?? "")
            : throw new FinalException($"The query {detector.Name} gives a row without a resource, a time or a count."));
    }
}
