using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Simulation.Promises;
using RdpMedic.Simulation.Scenarios.Building;

namespace RdpMedic.Simulation.Scenarios.Judging;

/// <summary>What came of a scenario. What was not measured is null: over the wire only outcomes are.</summary>
public sealed record Outcome
{
    /// <summary>The world as it is at the end.</summary>
    public required ScenarioWorld World { get; init; }

    /// <summary>All cases.</summary>
    public required IReadOnlyList<Case> Cases { get; init; }

    public IReadOnlyDictionary<CaseId, IReadOnlyList<JournalEntry>> Journals { get; init; } = new Dictionary<CaseId, IReadOnlyList<JournalEntry>>();

    /// <summary>When somebody first meddled with a host.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Meddled { get; init; }

    /// <summary>Promises that were broken.</summary>
    public IReadOnlyList<Violation>? Broken { get; init; }

    /// <summary>The story, if it was kept.</summary>
    public IReadOnlyList<string> Trace { get; init; } = [];

    /// <summary>Two runs with the same hash told the same story.</summary>
    public string? Hash { get; init; }

    public double? UserMinutesLost { get; init; }

    public int? MaxActing { get; init; }

    public IReadOnlyDictionary<string, int>? Calls { get; init; }

    public int? ForeignChangesReverted { get; init; }

    /// <summary>A host's cases, oldest first.</summary>
    public IReadOnlyList<Case> Of(string host) => [.. Cases.Where(c => string.Equals(c.HostName, host, StringComparison.OrdinalIgnoreCase)).OrderBy(c => c.OpenedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal)];

    /// <summary>How each host's cases ended and what was applied, for comparing two runs.</summary>
    public IReadOnlyDictionary<string, string> Endings() => new SortedDictionary<string, string>(
        Cases.Select(c => c.HostName).Distinct(StringComparer.Ordinal).ToDictionary(host => host, host => string.Join("; ", Of(host).Where(c => c.State != CaseState.Suppressed).Select(c => $"{c.State} {c.Failure} [{string.Join(", ", Steps(c))}]")), StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>The steps that a case applied, in order.</summary>
    public static IReadOnlyList<string> Steps(Case c) => [.. c.Steps.Where(step => step.Applied).Select(step => step.Step.Name)];
}

/// <summary>One expectation, and whether it held.</summary>
/// <param name="What">Such as "vm-1: outcome".</param>
public sealed record Expectation(string What, string Expected, string Actual, bool Ok)
{
    public override string ToString() => $"{What}: expected {Expected}, and it was {Actual}";
}
