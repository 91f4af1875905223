using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Cli.Scenarios;

/// <summary>TODO.</summary>
internal static class WireRunner
{
    public static Task<ScenarioResult> RunAsync(ScenarioFile file, CancellationToken cancellationToken) => throw new NotSupportedException(file.Path);
}
