using RdpMedic.Emulator.Kql;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>The product's own query about one host over the world's rows.</summary>
public sealed class WorldLogs(SimulatedAzure azure, Line line, TimeProvider clock) : IHostLogs
{
    private const string Source = "logs of the last half hour";

    private readonly KqlEngine engine = new(azure.Logs);

    public Task<Reading<LogFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => line.ReadAsync(Service.Logs, () =>
    {
        var now = clock.GetUtcNow();
        var since = now - LogParts.Back;
        var name = host.SessionHostId is { } id ? id[(id.LastIndexOf('/') + 1)..] : "";
        var missing = LogParts.Tables.Where(table => !IsThere(table)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == LogParts.Tables.Count) return Reading<LogFacts>.Missing("not collected: none of the tables is in any workspace", Source, Vantage.Logs, now);
        var query = $"let hostId = \"{host.Id}\";\nlet hostName = \"{name}\";\nlet since = datetime({since.UtcDateTime:O});\n{LogParts.Query}";
        var rows = engine.Run(query, azure.Fleet.Now, since - TimeSpan.FromHours(1)).Rows.Select(row => new LogRow((string)row[0]!, (string?)row[1] ?? "", (string?)row[2] ?? "", (string?)row[3] ?? "", (long)row[4]!, (long?)row[5] ?? 0, (long?)row[6] ?? 0, (DateTimeOffset)row[7]!, (string?)row[8] ?? "")).ToList();
        return Reading<LogFacts>.Of(LogParts.Of(rows, missing, host.IsSessionHost), Source, Vantage.Logs, now);
    });

    private bool IsThere(string table)
    {
        try
        {
            engine.Run($"{table} | take 0", azure.Fleet.Now);
            return true;
        }
        catch (KqlException)
        {
            return false;
        }
    }
}
