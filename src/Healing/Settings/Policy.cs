namespace RdpMedic.Healing;

/// <summary>How far the product may go by itself.</summary>
public enum Autonomy
{
    /// <summary>Diagnose and plan; change nothing.</summary>
    Observe,

    /// <summary>As Observe, and say the plan to the people named for notices.</summary>
    Suggest,

    /// <summary>Plan, and wait for an approval.</summary>
    Approve,

    /// <summary>Repair within the gates.</summary>
    Automatic,
}

/// <summary>Everything an operator can set about deciding. All durations are in the product's own clock.</summary>
public sealed record Policy
{
    /// <summary>Default: Automatic for enrolled hosts; <see cref="Autonomy.Observe"/> is recommended for the first 30 days.</summary>
    public Autonomy Autonomy { get; init; } = Autonomy.Automatic;

    /// <summary>Autonomy per failure class; wins over <see cref="Autonomy"/> when it is lower.</summary>
    public IReadOnlyDictionary<string, Autonomy> AutonomyByFailure { get; init; } = new Dictionary<string, Autonomy>(StringComparer.Ordinal);

    /// <summary>Hosts of one pool that may be under repair at once. Default 2, at least 1.</summary>
    public int MaxActing { get; init; } = 2;

    /// <summary>The same as a share of the pool in percent, rounded down, at least 1. Default 20.</summary>
    public int MaxActingPercent { get; init; } = 20;

    /// <summary>A host is left alone after it started. Default 20 minutes.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Evidence older than this is collected again before a step. Default 5 minutes.</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A statistical signal must last this long. Default 10 minutes.</summary>
    public TimeSpan Persist { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An open case that waits ends as Escalated after this. Default 24 hours.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a drained session host may wait for its sessions to end. Default 4 hours.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromHours(4);

    /// <summary>After a case was handed to a person (or ended unproved, or was only observed) the same signals open no new one for this long. Default 4 hours.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Run the read-only collector in guests also where the autonomy is Observe. Default false: Run Command is a write as SYSTEM.</summary>
    public bool CollectInGuest { get; init; }

    /// <summary>A certificate is renewed when it expires within this. Default 30 days.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);

    public IReadOnlyList<DesiredRule> Rules { get; init; } = [];

    public IReadOnlyList<DesiredBackend> Backends { get; init; } = [];

    public Autonomy For(FailureId failure) =>
        AutonomyByFailure.TryGetValue(failure.Value, out var own) && own < Autonomy ? own : Autonomy;
}
