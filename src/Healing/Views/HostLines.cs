using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Views;

/// <summary>A host in a list.</summary>
/// <param name="Running">As far as the inventory knows.</param>
/// <param name="Case">Its newest case, as far as that is open or among the newest of all; null: none of these.</param>
public sealed record HostLine(string Host, HostId HostId, HostRole Role, PoolId Pool, bool Enrolled, string? Hold, bool? Running, CaseLine? Case);

/// <summary>Some hosts of the fleet, by id.</summary>
/// <param name="Next">Ask for <c>?after=</c> this for the rest; null: that was all.</param>
public sealed record HostPage(IReadOnlyList<HostLine> Hosts, HostId? Next);

/// <summary>Makes the list of hosts. Pure.</summary>
public static class HostLines
{
    /// <summary>Hosts in one answer.</summary>
    public const int Most = 1000;

    /// <param name="inventory">Ordered by id.</param>
    /// <param name="newest">The newest case of each host that is known, by host.</param>
    /// <param name="pool">The id of a pool or its last part; null: all.</param>
    /// <param name="after">Only hosts behind this one; null: from the first.</param>
    public static HostPage Page(IReadOnlyList<Host> inventory, IReadOnlyDictionary<HostId, Case> newest, string? pool, HostId? after, int most)
    {
        var pools = pool is null ? null : Pools.Named(inventory, pool).ToHashSet();
        var wanted = inventory
            .Where(host => (pools is null || pools.Contains(host.Pool)) && (after is not { } last || string.CompareOrdinal(host.Id.Value, last.Value) > 0))
            .Take(most + 1)
            .ToList();
        var shown = wanted.Take(most).Select(host => new HostLine(host.Name, host.Id, host.Role, host.Pool, host.Enrolled, host.Hold, host.Running, newest.TryGetValue(host.Id, out var c) ? CaseLine.Of(c) : null)).ToList();
        return new HostPage(shown, wanted.Count > most ? shown[^1].HostId : null);
    }
}
