using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.World;

/// <summary>Is a host well, by the world's own state?</summary>
public static class Condition
{
    /// <summary>What keeps people from working on it, in words; null: nothing.</summary>
    public static string? WrongWith(SimulatedAzure azure, Machine machine)
    {
        if (machine.Power != Power.Running) return $"it is {machine.Power}";
        if (!machine.Guest.Listens) return "nothing listens";
        if (Ailments.Of(azure.Fleet, machine) is { } ailment) return ailment;
        if (azure.Fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))) return null;
        if (machine.SecurityGroup is { } group && !Filter.Allows(azure.Fleet.SecurityGroups[group], machine.KnownPort)) return "the network is closed";
        if (machine.Guest.BoundType == 3 && machine.Guest.Bound is not { KeyReadable: true }) return "its certificate cannot be used";
        if (machine.Guest.BoundType == 3 && machine.Guest.Bound!.NotAfter <= azure.Fleet.Now) return "its certificate expired";
        var balancer = azure.Fleet.LoadBalancers.Values.FirstOrDefault(balancer => balancer.ResourceGroup == machine.ResourceGroup);
        return balancer is null || balancer.Pools["rdp"].Members.Values.Any(member => member.Address == machine.Address && member.AdminState != "Down") ? null : "it is out of its pool";
    }
}

/// <summary>What befell hosts: the judge's knowledge of when a host was last meddled with.</summary>
public sealed class FaultBook
{
    public Dictionary<string, DateTimeOffset> LastChange { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Changed(string host, DateTimeOffset at) => LastChange[host] = at;
}
