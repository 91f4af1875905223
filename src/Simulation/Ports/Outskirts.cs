using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>What is around a machine: rules and routes in effect, IP flow verify, boot diagnostics, and its power switch.</summary>
public sealed class Outskirts(SimulatedAzure azure, Agenda agenda, Line network, Line machines, Hands hands) : INetworkView, IBootLog, IPower
{
    /// <summary>A machine is up again so long after its start.</summary>
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(2);

    public Task<Answer<EffectiveNetwork>> EffectiveAsync(Host host, CancellationToken cancellationToken) => network.ReadAsync(Service.Azure, () =>
        Inventory.Machine(azure, host.Id) is { } machine ? Answer<EffectiveNetwork>.Of(Of(azure.Fleet, machine)) : Answer<EffectiveNetwork>.Not("404 ResourceNotFound"));

    public Task<Answer<FlowVerdict>> VerifyAsync(Host host, string from, CancellationToken cancellationToken) => network.ReadAsync(Service.Azure, () =>
    {
        if (Inventory.Machine(azure, host.Id) is not { } machine) return Answer<FlowVerdict>.Not("404 ResourceNotFound");
        if (!azure.Fleet.HasNetworkWatcher) return Answer<FlowVerdict>.Not("no Network Watcher is set up in the region of the machine");
        if (Outside.Admin(azure.Fleet, machine, "Inbound", host.RdpPort) is { } admin) return Answer<FlowVerdict>.Of(new FlowVerdict("Inbound", from, host.RdpPort, admin.Access != "Deny", admin.Name, null, false));
        var group = machine.SecurityGroup is { } name ? azure.Fleet.SecurityGroups[name] : null;
        var decides = group is null ? null : Filter.Deciding(group, host.RdpPort);
        return Answer<FlowVerdict>.Of(new FlowVerdict("Inbound", from, host.RdpPort, Filter.Allows(group, host.RdpPort), decides is null ? "defaultSecurityRules/DenyAllInBound" : $"securityRules/{decides.Name}", null, false));
    });

    public Task<Answer<BootFacts>> ReadAsync(Host host, CancellationToken cancellationToken) => machines.ReadAsync(Service.Azure, () =>
        Inventory.Machine(azure, host.Id) is { } machine ? Answer<BootFacts>.Of(new BootFacts(true, SerialLog.Marks(SerialLogs.Of(machine)), true)) : Answer<BootFacts>.Not("404 ResourceNotFound"));

    Task<string> IPower.ReadAsync(Host host, CancellationToken cancellationToken) => machines.ReadAsync(Service.Azure, () =>
    {
        var machine = Inventory.Machine(azure, host.Id) ?? throw new FinalException("404 ResourceNotFound");
        return machine.Power.ToString().ToLowerInvariant();
    });

    public Task<string?> StartAsync(Host host, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return machines.WriteAsync<string?>(Service.Azure, () =>
        {
            if (Inventory.Machine(azure, host.Id) is not { } machine) return "404 ResourceNotFound";
            azure.Fleet.Activities.Add(new Activity(azure.Fleet.Now, "MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION", machine.Id, Ownership.Us));
            (machine.Power, machine.PowerSince) = (Power.Starting, azure.Fleet.Now);
            agenda.After(Boot, () =>
            {
                if (machine.Power == Power.Starting) MachineBoot.Complete(machine, azure.Fleet.Now);
            });
            hands.Landed(work, $"power {machine.Id}", "running");
            return null;
        });
    }

    private static EffectiveNetwork Of(Fleet fleet, Machine machine)
    {
        var rules = fleet.AdminRules.Values.Where(rule => rule.IsFor(machine)).Select(rule => new EffectiveRule(rule.Name, rule.Manager.ToLowerInvariant(), true, rule.Direction, rule.Access, "Tcp", rule.Priority, ["*"], rule.Destinations, rule.Ports)).ToList();
        if (machine.SecurityGroup is { } name)
        {
            var group = fleet.SecurityGroups[name];
            var id = group.Id.ToLowerInvariant();
            rules.AddRange(group.Rules.Values.Select(rule => new EffectiveRule($"securityRules/{rule.Name}", id, false, rule.Direction, rule.Access, rule.Protocol, rule.Priority, rule.Sources, rule.Destinations, rule.Ports)));
            rules.Add(new EffectiveRule("defaultSecurityRules/DenyAllInBound", id, false, "Inbound", "Deny", "All", 65500, ["*"], ["*"], ["0-65535"]));
            rules.Add(new EffectiveRule("defaultSecurityRules/AllowInternetOutBound", id, false, "Outbound", "Allow", "All", 65001, ["*"], ["Internet"], ["0-65535"]));
        }

        var table = machine.RouteTable is { } routes ? fleet.RouteTables.GetValueOrDefault(routes) : null;
        return new EffectiveNetwork(rules, [new EffectiveRoute(table?.Name, ["0.0.0.0/0"], table is null ? "Default" : "User", table?.NextHop ?? "Internet", table is { NextHop: "VirtualAppliance" } ? table.Appliance : null)]);
    }
}
