using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>One cause as the evidence shows it, and the causes that look most like it.</summary>
/// <param name="Failure">The cause.</param>
/// <param name="Evidence">What is seen when this, and only this, is wrong.</param>
/// <param name="LookAlikes">At least three causes with shared symptoms; from their evidence this one must not be diagnosed.</param>
public sealed record FailureSample(string Failure, Host Host, HostEvidence Evidence, IReadOnlyList<string> LookAlikes)
{
    public Policy Policy { get; init; } = new();

    /// <summary>Every sample is seen at this moment.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    /// <summary>The actionable diagnoses, best first, as the case machine ranks them.</summary>
    public IReadOnlyList<Diagnosis> Judge() => [.. FailureCatalogue.All
        .Select((failure, order) => (Diagnosis: failure.Judge(Host, Evidence, Policy, Now), Order: order))
        .Where(pair => pair.Diagnosis is { Actionable: true })
        .OrderBy(pair => pair.Diagnosis!, Diagnosis.ByRank).ThenBy(pair => pair.Order)
        .Select(pair => pair.Diagnosis!)];

    public override string ToString() => Failure;
}

/// <summary>All samples. Each family of failures has a file of its own.</summary>
public static class FailureSamples
{
    public static IReadOnlyList<FailureSample> All { get; } = [.. FirstSamples.All, .. TlsSamples.All, .. ListenerSamples.All, .. SignInSamples.All, .. AvdSamples.All, .. NetworkSamples.All, .. SessionSamples.All];

    public static FailureSample Of(string failure) => All.First(sample => sample.Failure == failure);
}
