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

/// <summary>What a wrong thing has to do with the trouble that people have. Declared from most to least.</summary>
public enum Part
{
    /// <summary>It explains what is seen.</summary>
    Cause,

    /// <summary>It makes it worse, or will be the next cause.</summary>
    Contributes,

    /// <summary>It is wrong, and it does not explain what is seen: a decoy, or the residue of somebody's fix. Named, and never in the way of a cure.</summary>
    Bystander,
}

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

    public Part Part { get; init; } = Part.Cause;

    /// <summary>Rests on a state that only this cause has. Decisive evidence is never outvoted by any number of symptoms that several causes share.</summary>
    public bool Decisive { get; init; }

    /// <summary>What follows is for a person, never for a machine; then logs alone are enough to name it.</summary>
    public bool PersonOnly { get; init; }

    /// <summary>It is meant so and no fault, although nobody comes in: any fault beside it is named and seen to before it.</summary>
    public bool Meant { get; init; }

    /// <summary>The change of the last hours that explains it; null: none is known.</summary>
    public Explained? Change { get; init; }

    /// <summary>Enough to plan on: and for a machine, at least one fact that is not only a log row.</summary>
    public bool Actionable => Confidence >= 0.6 && (PersonOnly || Supports.Any(citation => citation.Vantage != Vantage.Logs));

    /// <summary>What is meant explains everything that is seen, and still comes after whatever is wrong.</summary>
    private int Order => Part == Part.Bystander ? 3 : Meant ? 2 : (int)Part;

    /// <summary>The rank of a diagnosis among others: most certain cause first.</summary>
    public static IComparer<Diagnosis> ByRank { get; } = Comparer<Diagnosis>.Create((one, other) =>
    {
        if (one.Actionable != other.Actionable) return one.Actionable ? -1 : 1;
        if (one.Order != other.Order) return one.Order.CompareTo(other.Order);
        return one.Decisive != other.Decisive ? (one.Decisive ? -1 : 1) : other.Confidence.CompareTo(one.Confidence);
    });
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
