using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Judging;

namespace RdpMedic.Cli.Scenarios;

/// <summary>How one scenario went, as <c>scenario --json</c> says it.</summary>
/// <param name="Passed">It was played, and every expectation held.</param>
/// <param name="Skipped">Why it was not played; null: it was.</param>
/// <param name="NotJudged">What a run of this kind cannot judge.</param>
internal sealed record ScenarioLine(string Name, string File, IReadOnlyList<string> Tags, bool Passed, double Seconds, string? Skipped, IReadOnlyList<string> NotJudged, IReadOnlyList<Expectation> Expectations);

/// <summary>The last line of <c>scenario --json</c>; <c>schemas/scenarios.schema.json</c> says the same.</summary>
/// <param name="Mode">virtual or wire.</param>
/// <param name="Scenarios">Files that were read.</param>
/// <param name="Skipped">Not played, each for the reason that stands with it.</param>
/// <param name="Seconds">Of wall time, for all of them.</param>
internal sealed record ScenarioSummary(string Mode, int Scenarios, int Passed, int Failed, int Skipped, double Seconds, IReadOnlyList<ScenarioLine> Results)
{
    public static ScenarioSummary Of(IReadOnlyList<ScenarioResult> results, bool wire, TimeSpan took) => new(
        wire ? "wire" : "virtual",
        results.Count,
        results.Count(result => result.Passed),
        results.Count(result => result is { Passed: false, Skipped: null }),
        results.Count(result => result.Skipped is not null),
        Math.Round(took.TotalSeconds, 2),
        [.. results.Select(result => new ScenarioLine(result.Name, result.File, result.Tags, result.Passed, result.Seconds, result.Skipped, result.NotJudged, result.Expectations))]);
}
