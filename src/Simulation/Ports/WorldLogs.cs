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

    public async Task<Reading<LogFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            return await line.ReadAsync(Service.Logs, () => Read(azure.Logs, engine, host, clock.GetUtcNow(), azure.Fleet.Now));
        }
        catch (RetriableException trouble)
        {
            return Reading<LogFacts>.Missing($"not collected: {trouble.Message}", Source, Vantage.Logs, clock.GetUtcNow());
        }
    }

    /// <summary>The facts of one host from a workspace.</summary>
    /// <param name="now">By the clock of the app that reads.</param>
    /// <param name="world">By the world's clock: what was ingested by then is there.</param>
    public static Reading<LogFacts> Read(LogStore logs, KqlEngine engine, Host host, DateTimeOffset now, DateTimeOffset world)
    {
        var since = now - LogParts.Back;
        var name = host.SessionHostId is { } id ? id[(id.LastIndexOf('/') + 1)..] : "";
        var missing = LogParts.Tables.Where(table => !logs.Has(table, world)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == LogParts.Tables.Count) return Reading<LogFacts>.Missing("not collected: none of the tables is in any workspace", Source, Vantage.Logs, now);
        var query = $"let hostId = \"{host.Id}\";\nlet hostName = \"{name}\";\nlet since = datetime({since.UtcDateTime:O});\n{LogParts.Query}";
        var rows = engine.Run(query, world, since - TimeSpan.FromHours(1)).Rows.Select(row => new LogRow((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!, (long)row[4]!, (long)row[5]!, (long)row[6]!, (DateTimeOffset)row[7]!, (string)row[8]!)).ToList();
        return Reading<LogFacts>.Of(LogParts.Of(rows, missing, host.IsSessionHost), Source, Vantage.Logs, now);
    }
}
