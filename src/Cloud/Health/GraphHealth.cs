using System.Text.Json;
using RdpMedic.Cloud.Hosts;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Health;

/// <summary>
/// What Azure Resource Health says about the fleet's machines, by one Resource Graph query that is kept for a minute. Only what the platform does counts: a
/// machine that a person stopped is unavailable too, and no incident. (Resource Health annotations: reasonType Unplanned, Planned, UserInitiated)
/// </summary>
public sealed class GraphHealth(ResourceGraph graph, TimeProvider clock) : IPlatformHealth, IDisposable
{
    private const string Source = "Azure Resource Health";

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim reading = new(1);
    private (DateTimeOffset At, IReadOnlyDictionary<string, PlatformHealth> Incidents)? kept;

    public async Task<Reading<PlatformHealth>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var (at, incidents) = await AllAsync(cancellationToken);
        return Reading<PlatformHealth>.Of(incidents.GetValueOrDefault(host.Id.Value) ?? new PlatformHealth(null), Source, Vantage.ControlPlane, at);
    }

    public void Dispose() => reading.Dispose();

    private async Task<(DateTimeOffset At, IReadOnlyDictionary<string, PlatformHealth> Incidents)> AllAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (kept is { } young && now - young.At < Age) return young;
            var rows = await graph.RowsAsync(Query.Text("Health", "health.arg.kql"), cancellationToken);
            var incidents = new Dictionary<string, PlatformHealth>(StringComparer.Ordinal);
            foreach (var row in rows.Where(row => Text(row, "reason") is "Planned" or "Unplanned")) incidents[Text(row, "id")] = new PlatformHealth($"{Text(row, "state")}, {Text(row, "reason")}: {Text(row, "summary")}") { Planned = Text(row, "reason") == "Planned" };
            kept = (now, incidents);
            return kept.Value;
        }
        finally
        {
            reading.Release();
        }
    }

    private static string Text(JsonElement row, string column) => row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
