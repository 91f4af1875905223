using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Simulation.Scenarios.Binding;
using RdpMedic.Simulation.Scenarios.Format;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The world that a scenario describes, as it is at the start, and the product's settings in it. To add a section of the world: its type in Format, a file beside this, and a line here.</summary>
public sealed class ScenarioWorld
{
    private ScenarioWorld(ScenarioFile file, MakeCertificate make, int octet, TimeProvider clock, string us)
    {
        File = file;
        Octet = octet;
        Fleet = new Fleet(clock, FleetBuilder.Subscription, "westeurope") { Make = make, Vault = new Vault { Name = file.Scenario.Vaults.Keys.FirstOrDefault("kv-rdp") } };
        Fleet.SecurityLog = Scenario.Telemetry.SecurityLog switch { SecurityLog.Event => "Event", SecurityLog.None => "", _ => "SecurityEvent" };
        Making = new Making(file.Start, file.Names, make, Fleet);
        Policy = new Policy { OwnIdentity = us };
    }

    public ScenarioFile File { get; }

    public Scenario Scenario => File.Scenario;

    public DateTimeOffset Start => File.Start;

    public DateTimeOffset End => File.Start + Scenario.Run;

    public Fleet Fleet { get; }

    public Making Making { get; }

    public Policy Policy { get; internal set; }

    /// <summary>When the product's probe last reached a host.</summary>
    public SortedDictionary<string, DateTimeOffset> Reached { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The second number of all addresses.</summary>
    internal int Octet { get; }

    /// <param name="make">Makes certificates.</param>
    /// <param name="octet">The second number of all addresses.</param>
    /// <param name="clock">World time; it stands at the scenario's start.</param>
    /// <param name="us">The product's identity in the activity log.</param>
    public static ScenarioWorld Build(ScenarioFile file, MakeCertificate make, int octet, TimeProvider clock, string us = Ownership.Us)
    {
        var world = new ScenarioWorld(file, make, octet, clock, us);
        Pools.Build(world);
        Vaults.Build(world);
        SecurityGroups.Build(world);
        Routing.Build(world);
        Hosts.Build(world);
        Balancers.Build(world);
        Locks.Build(world);
        Settings.Build(world);
        return world;
    }

    /// <summary>What keeps people from working on a host; null: nothing.</summary>
    public string? WrongWith(Machine machine) => Condition.WrongWith(Fleet, machine, Policy.Backends);

    /// <summary>The registration of a machine in its pool; null: it is a plain machine.</summary>
    public SessionHost? SessionHostOf(Machine machine) => PoolOf(machine)?.Hosts[machine.Name];

    public HostPool? PoolOf(Machine machine) => Fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(machine.Name));
}
