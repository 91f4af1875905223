using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;

namespace RdpMedic.Simulation.World;

/// <summary>Is a host well, by the world's own state?</summary>
public static class Condition
{
    /// <summary>What keeps people from working on it, in words; null: nothing.</summary>
    public static string? WrongWith(SimulatedAzure azure, Machine machine) => WrongWith(azure.Fleet, machine, azure.Listed);

    /// <summary>The same by the fleet alone.</summary>
    /// <param name="listed">Pool members that the operator listed.</param>
    public static string? WrongWith(Fleet fleet, Machine machine, IReadOnlyList<DesiredBackend> listed)
    {
        if (machine.Power != Power.Running) return $"it is {machine.Power}";
        var sessionHost = fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name));
        if (!(sessionHost ? machine.Guest.SxsListens : machine.Guest.Listens)) return "nothing listens";
        if (Ailments.Of(fleet, machine) is { } ailment) return ailment;
        if (sessionHost) return null;
        if (Doorway.Of(fleet, machine) is var knock and not Knock.Served) return knock switch { Knock.Dropped => "the network is closed", Knock.TlsFails or Knock.NoCertificate => "its certificate cannot be used", _ => $"a knock ends with {knock}" };
        if (machine.Guest is { BoundType: 3, Bound: { } bound } && bound.NotAfter <= fleet.Now) return "its certificate expired";
        return listed.Where(backend => backend.Members.Contains(machine.Name, StringComparer.OrdinalIgnoreCase)).All(backend => IsIn(fleet, backend, machine)) ? null : "it is out of its pool";
    }

    private static bool IsIn(Fleet fleet, DesiredBackend backend, Machine machine) =>
        fleet.LoadBalancers.Values.FirstOrDefault(balancer => string.Equals(balancer.Id, backend.LoadBalancer, StringComparison.OrdinalIgnoreCase)) is { } balancer
        && balancer.Pools[backend.Pool].Members.Values.Any(member => member.Address == machine.Address && member.AdminState != "Down");
}

/// <summary>What befell hosts: the judge's knowledge of when a host was last meddled with.</summary>
public sealed class FaultBook
{
    public Dictionary<string, DateTimeOffset> LastChange { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Changed(string host, DateTimeOffset at) => LastChange[host] = at;
}
