using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>One way in which RDP fails: how it is told from others, what mends it, and how the cure is proved. Pure: facts, policy and time in, a verdict out.</summary>
public interface IFailure
{
    FailureId Id { get; }

    /// <summary>The queries that find it in the logs; empty when logs do not tell.</summary>
    IReadOnlyList<Detector> Detectors { get; }

    /// <summary>Null when nothing at all points to it.</summary>
    Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now);

    /// <summary>The ladder for a diagnosis of this class.</summary>
    Plan PlanFor(Host host, HostEvidence evidence, Policy policy);

    /// <summary>Judges fresh evidence after a rung was applied at <paramref name="appliedAt"/>.</summary>
    Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt);
}

/// <summary>A cited fact.</summary>
/// <param name="Fact">In words for a person.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Vantage">From where it was seen.</param>
/// <param name="At">When.</param>
public sealed record Citation(string Fact, string Source, Vantage Vantage, DateTimeOffset At);

/// <summary>A named cause with what speaks for it, against it, and what nobody could read.</summary>
public sealed record Diagnosis
{
    public required FailureId Failure { get; init; }

    /// <summary>0 to 1. From 0.6 on a plan may follow; below that it is only named.</summary>
    public required double Confidence { get; init; }

    /// <summary>Why this confidence, in one sentence.</summary>
    public required string Because { get; init; }

    public IReadOnlyList<Citation> Supports { get; init; } = [];

    public IReadOnlyList<Citation> Contradicts { get; init; } = [];

    public IReadOnlyList<string> NotCollected { get; init; } = [];

    /// <summary>Enough to plan on, and at least one fact that is not only a log row.</summary>
    public bool Actionable => Confidence >= 0.6 && Supports.Any(citation => citation.Vantage != Vantage.Logs);
}

/// <summary>Whether a rung helped.</summary>
public enum CureVerdict
{
    /// <summary>Proved, from the vantage where it failed or one that reached the host before.</summary>
    Cured,

    /// <summary>The failure is still seen.</summary>
    NotCured,

    /// <summary>No vantage can tell.</summary>
    CannotTell,

    /// <summary>This failure is gone, and the host is still not well: what was done stays, and the case looks for the next cause.</summary>
    Helped,
}

/// <summary>A verdict with its proof or its reason, in words for a person.</summary>
public sealed record Cure(CureVerdict Verdict, string Said);
