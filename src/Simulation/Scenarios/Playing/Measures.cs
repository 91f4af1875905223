using RdpMedic.Emulator.World;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.Scenarios.Building;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>What is counted while a scenario is played.</summary>
public sealed class Measures(ScenarioWorld world)
{
    public double UserMinutesLost { get; private set; }

    /// <summary>The most hosts of one pool that were under repair at once.</summary>
    public int MaxActing { get; private set; }

    public void Count(IEnumerable<Case> cases)
    {
        Dictionary<PoolId, int>? acting = null;
        foreach (var c in cases)
        {
            if (c is not { Ended: false, Reserved: true, Doing: not Doing.Releasing, HostSeen: { } seen }) continue;
            acting ??= [];
            acting[seen.Pool] = acting.GetValueOrDefault(seen.Pool) + 1;
            MaxActing = Math.Max(MaxActing, acting[seen.Pool]);
        }
    }

    /// <summary>On a plain machine everybody who needs it loses the time in which it is not well. In a pool those lose it who find no place on a host that is well, open or not.</summary>
    public void Lose(TimeSpan time)
    {
        var users = 0;
        foreach (var (name, spec) in world.Scenario.Hosts)
        {
            if (spec.Pool is null && (!world.Fleet.Machines.TryGetValue(name, out var machine) || world.WrongWith(machine) is not null)) users += spec.Users;
        }

        foreach (var pool in world.Fleet.HostPools.Values)
        {
            var declared = world.Scenario.Hosts.Values.Where(host => string.Equals(host.Pool, pool.Name, StringComparison.OrdinalIgnoreCase)).ToList();
            var wanted = world.Scenario.Traffic.UsersOfPools.TryGetValue(pool.Name, out var said) ? said : declared.Sum(host => host.Users);
            var well = pool.Hosts.Values.Where(host => world.WrongWith(world.Fleet.Machines[host.Machine]) is null).ToList();
            // Somebody's own desktop cannot be taken by another.
            users += pool.Type == "Personal" ? wanted - well.Sum(host => world.Scenario.Hosts.TryGetValue(host.Machine, out var spec) ? spec.Users : 1) : Math.Max(0, wanted - (well.Count * pool.MaxSessions));
        }

        UserMinutesLost += Math.Max(0, users) * time.TotalMinutes;
    }
}
