using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Simulation.Scenarios.Building;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>telemetry</c>: how rows get into the workspace.</summary>
public static class Telemetry
{
    /// <summary>Rows go to <paramref name="store"/> as the scenario says.</summary>
    public static AppendRow Around(AppendRow store, ScenarioWorld world)
    {
        var (telemetry, end) = (world.Scenario.Telemetry, world.End);
        return (table, generated, ingested, columns) =>
        {
            if (telemetry.Lost.Any(lost => generated >= lost.From && generated < (lost.Until ?? end)) && Concerns(columns)) return;
            for (var times = telemetry.Duplicates ? 2 : 1; times > 0; times--) store(table, generated, ingested + telemetry.Delay, columns);
        };

        bool Concerns(IReadOnlyDictionary<string, object?> columns) => telemetry.Of.Count == 0 || telemetry.Of.Any(host =>
            (columns.TryGetValue("Computer", out var computer) && computer is string name && name.StartsWith($"{host}.", StringComparison.OrdinalIgnoreCase))
            || (columns.TryGetValue("SessionHostName", out var session) && session is string full && full.StartsWith($"{host}.", StringComparison.OrdinalIgnoreCase)));
    }
}
