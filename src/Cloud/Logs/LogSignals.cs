using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Logs;

/// <summary>Runs a failure class's detection query over what was ingested in a window.</summary>
public sealed class LogSignals(Workspaces workspaces) : ISignals
{
    /// <summary>Rows may be ingested long after they happened; older ones tell nothing about now.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = $"let windowStart = {Workspaces.Literal(from)};\nlet windowEnd = {Workspaces.Literal(to)};\n{detector.Query}";
        if (await workspaces.QueryAsync(query, from - Latest, to, cancellationToken) is not { } table) return null;
        return [.. table.Rows.Select(row => new SignalRow(row.GetString("Resource"), row.GetDateTimeOffset("Newest")!.Value, row.GetInt64("Rows")!.Value, row.GetString("Sample") ?? ""))];
    }
}
