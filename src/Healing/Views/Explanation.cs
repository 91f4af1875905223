using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Views;

/// <summary>How a gate stands.</summary>
public enum GateState
{
    Open,
    Closed,

    /// <summary>It judges the step of a plan, and there is none.</summary>
    NotAsked,
}

/// <summary>One gate for one host, now.</summary>
/// <param name="Gate">One of <see cref="GateNames"/>.</param>
/// <param name="Reason">What was seen when it is closed; what it asks when it is open or was not asked.</param>
/// <param name="Limit">What would be allowed; null unless it is closed.</param>
/// <param name="OpensAt">When it opens; null: not by time alone, or nobody knows.</param>
/// <param name="Final">No waiting will open it.</param>
public sealed record GateView(string Gate, GateState State, string Reason, string? Limit, DateTimeOffset? OpensAt, bool Final);

/// <summary>Something that nobody could read, and why.</summary>
public sealed record Gap(string Source, string Reason);

/// <summary>A failure that is not repaired in the host's pool any more for some time, because repairs of it did not help there.</summary>
/// <param name="Useless">Repairs that did not help within a day.</param>
/// <param name="Limit">So many suspend it.</param>
public sealed record Suspension(FailureId Failure, int Useless, int Limit, DateTimeOffset Until);

/// <summary>Something that is left alone for some time.</summary>
/// <param name="What">In words for a person.</param>
public sealed record Rest(string What, DateTimeOffset Until);

/// <summary>How much of a quota of the host's pool is used.</summary>
/// <param name="Made">Steps of this name within the time.</param>
/// <param name="Most">How many may be made.</param>
/// <param name="OpensAt">When the next one may be made; null: at once.</param>
public sealed record QuotaView(string Step, int Made, int Most, TimeSpan Within, DateTimeOffset? OpensAt);

/// <summary>How far the product may go by itself for a failure in the host's pool.</summary>
public sealed record AutonomyView(FailureId Failure, Autonomy Autonomy);

/// <summary>The last look over the whole fleet.</summary>
/// <param name="NotCollected">Detectors whose table is in no workspace: what they would find is not found.</param>
public sealed record SweepView(DateTimeOffset At, IReadOnlyList<string> NotCollected);

/// <summary>The answer to "why was this host not repaired?", for any host, healthy ones too.</summary>
public sealed record Explanation
{
    public required string Host { get; init; }

    public required HostId HostId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The answer, in a few sentences.</summary>
    public required string Why { get; init; }

    /// <summary>False: the inventory does not know the host any more.</summary>
    public required bool InInventory { get; init; }

    public required bool Enrolled { get; init; }

    public HostRole? Role { get; init; }

    public PoolId? Pool { get; init; }

    /// <summary>Somebody asked to leave the host alone, in his words.</summary>
    public string? Hold { get; init; }

    /// <summary>The step that the gates were asked about; null: there is no plan, and they were asked about the host.</summary>
    public string? Step { get; init; }

    /// <summary>Every gate, in the order in which they are asked.</summary>
    public required IReadOnlyList<GateView> Gates { get; init; }

    /// <summary>The newest case; null: the host never had one.</summary>
    public CaseLine? Case { get; init; }

    /// <summary>What was found in the newest case, most probable first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>When the evidence of the newest case was collected.</summary>
    public DateTimeOffset? EvidenceAt { get; init; }

    /// <summary>Sources that told nothing, when the newest evidence was collected or just now.</summary>
    public required IReadOnlyList<Gap> NotCollected { get; init; }

    public required IReadOnlyList<Suspension> Suspensions { get; init; }

    public required IReadOnlyList<Rest> Cooldowns { get; init; }

    public required IReadOnlyList<QuotaView> Quotas { get; init; }

    public required IReadOnlyList<AutonomyView> Autonomy { get; init; }

    /// <summary>Null: no look over the fleet has ended yet.</summary>
    public SweepView? LastSweep { get; init; }

    /// <summary>When a probe from here last reached its RDP listener; null: never, as with AVD hosts, which connect outward.</summary>
    public DateTimeOffset? LastReached { get; init; }
}

/// <summary>One diagnosis in a line.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record Finding(FailureId Failure, double Confidence, string Because, bool Actionable);
