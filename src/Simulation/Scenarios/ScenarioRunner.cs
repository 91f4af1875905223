using System.Diagnostics;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Judging;
using RdpMedic.Simulation.Scenarios.Playing;

namespace RdpMedic.Simulation.Scenarios;

/// <summary>How one scenario went.</summary>
/// <param name="File">As it was named.</param>
/// <param name="Skipped">Why it was not played; null: it was.</param>
public sealed record ScenarioResult(string Name, string File, bool Passed, double Seconds, IReadOnlyList<Expectation> Expectations, string? Skipped, IReadOnlyList<string> Trace)
{
    /// <summary>What a run of this kind cannot judge.</summary>
    public IReadOnlyList<string> NotJudged { get; init; } = [];

    /// <summary>Of the scenario.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public static ScenarioResult Of(ScenarioFile file, TimeSpan took, IReadOnlyList<Expectation> expectations, IReadOnlyList<string> trace) =>
        new(file.Scenario.Name, file.Path, expectations.All(one => one.Ok), Math.Round(took.TotalSeconds, 2), expectations, null, trace) { Tags = Words.Of(file.Scenario.Tags.Cast<Enum>()) };

    public static ScenarioResult Not(ScenarioFile file, string why) => new(file.Scenario.Name, file.Path, Passed: false, 0, [], why, []) { Tags = Words.Of(file.Scenario.Tags.Cast<Enum>()) };
}

/// <summary>Plays scenarios in virtual time.</summary>
public static class ScenarioRunner
{
    /// <summary>Plays one, and once more with everything delivered twice when it asks for that.</summary>
    public static ScenarioResult Run(ScenarioFile file, Parts parts, bool keepTrace = false)
    {
        var clock = Stopwatch.StartNew();
        var (once, trace) = Judged(file, parts, twice: false, keepTrace);
        var found = Judgement.Of(once).ToList();
        if (file.Scenario.Repeat)
        {
            var (again, _) = Judged(file, parts, twice: true, keepTrace: false);
            found.AddRange(Judgement.Of(again).Select(one => one with { What = $"delivered twice: {one.What}" }));
            var (first, second) = (once.Endings(), again.Endings());
            foreach (var host in first.Keys.Union(second.Keys, StringComparer.Ordinal)) found.Add(Judgement.Same($"delivered twice: {host} ends as before", first.GetValueOrDefault(host) ?? "no case", second.GetValueOrDefault(host) ?? "no case"));
        }

        return ScenarioResult.Of(file, clock.Elapsed, found, trace);
    }

    private static (Outcome Outcome, IReadOnlyList<string> Trace) Judged(ScenarioFile file, Parts parts, bool twice, bool keepTrace)
    {
        var outcome = VirtualRun.Play(file, parts, twice, keepTrace);
        return (outcome, outcome.Trace);
    }
}
