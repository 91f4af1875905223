using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Demo;

/// <summary>Whether people can really work on a host, read from the world itself and never told to the product.</summary>
public static class Truth
{
    /// <summary>Null: all is well. Otherwise what is not.</summary>
    public static string? WrongWith(Fleet fleet, string name)
    {
        var machine = fleet.Machines[name];
        if (!machine.Guest.Listens) return "nothing listens";
        if (fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(name))) return null;
        if (machine.Guest.Bound is not { KeyReadable: true, HasPrivateKey: true } bound) return "its certificate cannot be used";
        if (bound.NotAfter <= fleet.Now.AddDays(30)) return $"its certificate ends on {bound.NotAfter:yyyy-MM-dd}";
        if (!Filter.Allows(machine.SecurityGroup is { } group ? fleet.SecurityGroups[group] : null, machine.KnownPort)) return "the network does not let people in";
        return Member(fleet, machine) is { AdminState: not "Down" } ? null : "the load balancer sends nobody to it";
    }

    private static BackendMember? Member(Fleet fleet, Machine machine) =>
        fleet.LoadBalancers.Values.SelectMany(balancer => balancer.Pools.Values).SelectMany(pool => pool.Members.Values).FirstOrDefault(member => member.Address == machine.Address);
}
