using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Views;

/// <summary>A failure as a pool has seen it within a day.</summary>
/// <param name="Hosts">Hosts that were diagnosed with it.</param>
/// <param name="Helped">Repairs that helped.</param>
/// <param name="Useless">Repairs that did not.</param>
public sealed record FailureLine(FailureId Failure, int Hosts, int Helped, int Useless);

/// <summary>One pool: hosts that stand in for one another.</summary>
/// <param name="Acting">Cases that hold a slot now.</param>
/// <param name="Cap">How many may, by the settings. Where AVD's room is smaller, the gate lowers it further.</param>
/// <param name="Pause">The last word about a pause of this pool; null: nobody ever paused it.</param>
public sealed record PoolLine(PoolId Pool, int Hosts, int Enrolled, IReadOnlyList<CaseId> Acting, int Cap, PauseOrder? Pause, IReadOnlyList<FailureLine> Failures, IReadOnlyList<Suspension> Suspensions, IReadOnlyList<QuotaView> Quotas);

/// <summary>Many hosts of a pool with one failure: one cause is looked for, and hosts are tried a few at a time.</summary>
/// <param name="Hosts">Names of the hosts that were diagnosed with it within the hour.</param>
/// <param name="AtATime">How many are tried at once, after so many that helped.</param>
public sealed record IncidentLine(PoolId Pool, FailureId Failure, IReadOnlyList<string> Hosts, DateTimeOffset Since, DateTimeOffset Newest, int Helped, int AtATime);

/// <summary>What the shared files of pools tell people. Pure.</summary>
public static class Pools
{
    private static readonly TimeSpan Day = PoolFile.Memory;

    /// <param name="file">Its slots are those whose owners may still act.</param>
    public static PoolLine Line(PoolId pool, IReadOnlyCollection<Host> hosts, PoolFile file, Policy policy, DateTimeOffset now) => new(
        pool,
        hosts.Count,
        hosts.Count(host => host.Enrolled),
        [.. file.Slots.Select(slot => slot.Owner)],
        BlastRadius.Cap(policy, hosts.Count),
        file.Pause,
        [.. file.Signatures.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new FailureLine(new FailureId(one.Key), one.Value.Hosts(now - Day), one.Value.Helped(now - Day), one.Value.Ineffective(now - Day)))],
        Suspensions(file, policy, now),
        Quotas(file, policy, now));

    public static IReadOnlyList<Suspension> Suspensions(PoolFile file, Policy policy, DateTimeOffset now) =>
    [
        .. from one in file.Signatures.OrderBy(one => one.Key, StringComparer.Ordinal)
           let suspended = Cooldown.Suspended(one.Value, policy, now)
           where suspended is not null
           select new Suspension(new FailureId(one.Key), suspended.Value.Useless, policy.SuspendAfter, suspended.Value.Until),
    ];

    /// <summary>Every step that has a quota of its own or was made lately.</summary>
    public static IReadOnlyList<QuotaView> Quotas(PoolFile file, Policy policy, DateTimeOffset now) =>
    [
        .. from step in policy.Quotas.Keys.Concat(file.Writes.Select(write => write.Step)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
           let quota = policy.QuotaOf(step)
           select new QuotaView(step, file.Writes.Count(write => write.Step == step && now - write.At < quota.Per), quota.Most, quota.Per, policy.Over(step, file, new CaseId(""), now)?.OpensAt),
    ];

    /// <summary>The storms that the gate SharedCause sees now.</summary>
    public static IEnumerable<IncidentLine> Incidents(PoolId pool, IReadOnlyCollection<Host> hosts, PoolFile file, Policy policy, DateTimeOffset now)
    {
        var since = now - SharedCause.Storm;
        var names = hosts.ToDictionary(host => host.Id.Key, host => host.Name, StringComparer.Ordinal);
        return from one in file.Signatures.OrderBy(one => one.Key, StringComparer.Ordinal)
               where one.Value.Hosts(since) >= policy.StormHosts
               let seen = one.Value.Seen.Where(sighting => sighting.Value >= since).ToList()
               let helped = one.Value.Helped(since)
               select new IncidentLine(pool, new FailureId(one.Key), [.. seen.Select(sighting => names.GetValueOrDefault(sighting.Key) ?? sighting.Key).Order(StringComparer.Ordinal)], seen.Min(sighting => sighting.Value), seen.Max(sighting => sighting.Value), helped, SharedCause.Allowed(helped));
    }

    /// <summary>The pools whose id is the text, or ends in it as its last part; case does not count.</summary>
    public static IReadOnlyList<PoolId> Named(IEnumerable<Host> hosts, string text) =>
    [
        .. hosts.Select(host => host.Pool).Distinct()
            .Where(pool => string.Equals(pool.Value, text, StringComparison.OrdinalIgnoreCase) || pool.Value.EndsWith("/" + text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(pool => pool.Value, StringComparer.Ordinal),
    ];
}
