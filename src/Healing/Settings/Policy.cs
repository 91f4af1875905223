using System.Globalization;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;

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

    /// <summary>Autonomy per pool (an AVD host pool's id, or the resource group of plain machines, lower case); wins over <see cref="Autonomy"/> when it is lower.</summary>
    public IReadOnlyDictionary<string, Autonomy> AutonomyByPool { get; init; } = new Dictionary<string, Autonomy>(StringComparer.Ordinal);

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

    /// <summary>A failure that is back within this after it was healed is the same one: the repair did not last. Default 1 hour.</summary>
    public TimeSpan RelapseWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So many repairs of one failure that did not help in one pool within a day end its repair there until they are a day old. Default 3.</summary>
    public int SuspendAfter { get; init; } = 3;

    /// <summary>So many hosts of a pool with one failure within an hour have one cause: one host is tried first, then two, then four. Default 5.</summary>
    public int StormHosts { get; init; } = 5;

    /// <summary>How long an approval stands. Default 4 hours.</summary>
    public TimeSpan ApprovalLasts { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whoever asked for a case by hand may not approve its plan. Default false. (Setting <c>Approvals:FourEyes</c>.)</summary>
    public bool FourEyes { get; init; }

    /// <summary>How long a write of ours that was removed by others is not made again. Default 30 days.</summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often a step may be made in one pool; a step that is not named has <see cref="DefaultQuota"/>.</summary>
    public IReadOnlyDictionary<string, Quota> Quotas { get; init; } = new Dictionary<string, Quota>(StringComparer.Ordinal)
    {
        [StepNames.RestartTermService] = new(10, TimeSpan.FromHours(1)),
        [StepNames.RestoreSecurityRule] = new(10, TimeSpan.FromDays(1)),
        [StepNames.BindCertificate] = new(60, TimeSpan.FromHours(1)),
    };

    /// <summary>Default: 30 an hour.</summary>
    public Quota DefaultQuota { get; init; } = new(30, TimeSpan.FromHours(1));

    /// <summary>When steps that drop sessions, and steps on hosts that still work, may run. Empty (the default): at any time.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    /// <summary>A certificate that ends within this is bound at any time. Default 6 hours.</summary>
    public TimeSpan Urgent { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Run the read-only collector in guests also where the autonomy is Observe. Default false: Run Command is a write as SYSTEM.</summary>
    public bool CollectInGuest { get; init; }

    /// <summary>A certificate is renewed when it expires within this. Default 30 days.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Put right what fixes of others left behind: SecurityLayer, MinEncryptionLevel and NLA that somebody lowered (the built-in ResetRDPCert does), and firewall
    /// profiles that are off on pooled AVD hosts. Default false: it is named, and a person decides, because what comes back can lock somebody out.
    /// </summary>
    public bool MendResidue { get; init; }

    /// <summary>
    /// Register AVD hosts anew that lost their registration. Default false: the token is a secret, and asking for one needs the opt-in role <c>registration</c>
    /// (hostpools/write). Without it a person is told.
    /// </summary>
    public bool RegisterHosts { get; init; }

    /// <summary>The object id of the identity that acts, as the activity log names it; without it a drain that somebody else wrote after us cannot be told from ours.</summary>
    public string? OwnIdentity { get; init; }

    /// <summary>The address from which the app's own probe reaches hosts, such as that of its NAT gateway or its subnet; IP flow verify is asked for it. Null: the first listed source before a host.</summary>
    public string? ProbeAddress { get; init; }

    public IReadOnlyList<DesiredRule> Rules { get; init; } = [];

    public IReadOnlyList<DesiredBackend> Backends { get; init; } = [];

    public IReadOnlyList<DesiredNatRule> NatRules { get; init; } = [];

    /// <summary>The lowest of what is set for everything, for the failure and for the pool.</summary>
    public Autonomy For(FailureId failure, PoolId pool)
    {
        var lowest = Autonomy;
        if (AutonomyByFailure.TryGetValue(failure.Value, out var own) && own < lowest) lowest = own;
        return AutonomyByPool.TryGetValue(pool.Value, out var there) && there < lowest ? there : lowest;
    }

    /// <summary>How often this step may be made in one pool.</summary>
    public Quota QuotaOf(string step) => Quotas.TryGetValue(step, out var set) ? set : DefaultQuota;

    /// <summary>Would one more such step by this case be more than the quota of its pool? Null: it would not.</summary>
    public Overdrawn? Over(string step, PoolFile pool, CaseId owner, DateTimeOffset now)
    {
        var quota = QuotaOf(step);
        var made = pool.Writes.Where(write => write.Step == step && now - write.At < quota.Per && write.Case != owner).OrderBy(write => write.At).ToList();
        return made.Count < quota.Most ? null : new Overdrawn(step, made.Count, quota, made[^quota.Most].At + quota.Per);
    }
}

/// <summary>At most so many of a kind within a time.</summary>
public sealed record Quota(int Most, TimeSpan Per);

/// <summary>A quota that is used up.</summary>
/// <param name="OpensAt">When the next one may be made.</param>
public sealed record Overdrawn(string Step, int Made, Quota Quota, DateTimeOffset OpensAt)
{
    public string Said => string.Create(CultureInfo.InvariantCulture, $"the quota of {Step}: {Made} of {Quota.Most} within {Quota.Per.TotalHours:0.#} hours");
}

/// <summary>A weekly time of maintenance, in the given time zone.</summary>
/// <param name="Day">The day on which it begins.</param>
/// <param name="From">When it begins, local time.</param>
/// <param name="Lasts">At most a day.</param>
/// <param name="TimeZone">An IANA or Windows name; UTC when null.</param>
public sealed record Window(DayOfWeek Day, TimeOnly From, TimeSpan Lasts, string? TimeZone = null)
{
    /// <summary>Inside of it now?</summary>
    public bool Contains(DateTimeOffset now) => NextStart(now - Lasts) <= now;

    /// <summary>The first beginning after the given time.</summary>
    public DateTimeOffset NextStart(DateTimeOffset after)
    {
        var zone = TimeZone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(after, zone);
        for (var day = 0; ; day++)
        {
            var date = DateOnly.FromDateTime(local.DateTime).AddDays(day);
            if (date.DayOfWeek != Day) continue;
            var at = date.ToDateTime(From);
            // An hour that the clocks skip begins when they have skipped it.
            if (zone.IsInvalidTime(at)) at = at.AddHours(1);
            var start = new DateTimeOffset(at, zone.GetUtcOffset(at));
            if (start > after) return start.ToUniversalTime();
        }
    }
}
