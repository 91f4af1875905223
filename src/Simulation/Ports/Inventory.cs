using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>The fleet as Resource Graph, the instance view and Resource Health show it.</summary>
public sealed class Inventory(SimulatedAzure azure, Line line, TimeProvider clock) : IHosts, IMachines, IPlatformHealth
{
    public Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken) => line.ReadAsync<IReadOnlyList<Host>>(Service.Azure, () => [.. azure.Fleet.Machines.Values.Select(machine => Of(azure, machine)).OrderBy(host => host.Id.Value, StringComparer.Ordinal)]);

    public Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () => Machine(azure, id) is { } machine ? Of(azure, machine) : null);

    public Task<Reading<MachineFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () => Machine(azure, host.Id) is { } machine
        ? Reading<MachineFacts>.Of(new MachineFacts(machine.Power.ToString().ToLowerInvariant(), machine.AgentHeard, machine.PowerSince, "Succeeded"), "instance view", Vantage.ControlPlane, clock.GetUtcNow())
        : Reading<MachineFacts>.Missing("not collected: 404 ResourceNotFound", "instance view", Vantage.ControlPlane, clock.GetUtcNow()));

    Task<Reading<PlatformHealth>> IPlatformHealth.ReadAsync(Host host, CancellationToken cancellationToken) =>
        line.ReadAsync(Service.Azure, () => Reading<PlatformHealth>.Of(new PlatformHealth(Machine(azure, host.Id)?.PlatformIncident) { Planned = Machine(azure, host.Id)?.PlatformPlanned == true }, "Resource Health", Vantage.ControlPlane, clock.GetUtcNow()));

    public static Machine? Machine(SimulatedAzure azure, HostId id) => azure.Fleet.Machines.GetValueOrDefault(id.Value[(id.Value.LastIndexOf('/') + 1)..]);

    public static Host Of(SimulatedAzure azure, Machine machine) => Of(azure.Fleet, machine);

    public static Host Of(Fleet fleet, Machine machine)
    {
        var pool = fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(machine.Name));
        var sessionHost = pool?.Hosts[machine.Name];
        var id = new HostId(machine.Id);
        return new Host
        {
            Id = id,
            Name = machine.Name,
            Role = machine.Tags.GetValueOrDefault("rdpmedic-role") == "protected" ? HostRole.Protected : pool is null ? HostRole.Workload : pool.Type == "Personal" ? HostRole.Personal : HostRole.Pooled,
            Enrolled = machine.Tags.GetValueOrDefault("rdpmedic") == "enrolled",
            Pool = new PoolId(pool?.Id.ToLowerInvariant() ?? id.Value[..id.Value.IndexOf("/providers/", StringComparison.Ordinal)]),
            SessionHostId = sessionHost?.Id,
            PrivateAddress = machine.Address,
            InterfaceId = machine.InterfaceId.ToLowerInvariant(),
            Stopped = machine.Power == Power.Stopped,
            NetworkSecurityGroups = machine.SecurityGroup is { } group ? [fleet.SecurityGroups[group].Id.ToLowerInvariant()] : [],
            Certificate = machine.Tags.GetValueOrDefault("rdpmedic-certificate"),
            Hold = machine.Tags.GetValueOrDefault("rdpmedic-hold"),
            Running = machine.Power == Power.Running,
        };
    }
}
