using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Cli.Scenarios;

/// <summary>What a scenario may ask that a run over the wire cannot do. Such a scenario is refused, never played in part.</summary>
public static class WireLimits
{
    /// <summary>Longer than this nobody waits, in the scenario's time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>What stays unjudged in every run: it needs a look at every save and every call, before and after.</summary>
    public static IReadOnlyList<string> NotJudged { get; } = ["promises S1 to S16"];

    /// <summary>Every reason; empty: it can be played.</summary>
    public static IReadOnlyList<string> Of(ScenarioFile file)
    {
        var (scenario, why) = (file.Scenario, new List<string>());
        if (scenario.NoWire is { } said) why.Add(said);
        if (scenario.Repeat) why.Add("'repeat' delivers every message twice and lets every timer fire twice; broker and host deliver each once here");
        if (scenario.Deliver is not { Duplicate: 0, Reorder: 0 } || scenario.Deliver.Delay > TimeSpan.Zero) why.Add("'deliver' delays, doubles or reorders messages; the broker here delivers as it should");
        if (scenario.Traffic.Visitors) why.Add("'traffic.visitors' come by chance, which only virtual time can repeat");
        if (scenario.Run > Longest) why.Add($"it lasts {Times.Said(scenario.Run)}, and over the wire nobody waits longer than {Times.Said(Longest)}");
        if (scenario.Expect.AzureCalls.Keys.Where(kind => !WireCalls.Kinds.Contains(kind, StringComparer.Ordinal)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } reads)
            why.Add($"it bounds calls that are counted in virtual time only ({string.Join(", ", reads)}): one of the product's reads is several of an SDK's");
        return why;
    }
}
