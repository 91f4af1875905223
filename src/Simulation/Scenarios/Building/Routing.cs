using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The sections <c>adminRules</c> and <c>routeTables</c>.</summary>
internal static class Routing
{
    public static void Build(ScenarioWorld world)
    {
        world.Fleet.HasNetworkWatcher = !world.Scenario.NoNetworkWatcher;
        foreach (var (name, fields) in world.Scenario.AdminRules) Admin(world.Fleet, name, fields, world.Making);
        foreach (var (name, fields) in world.Scenario.RouteTables) Table(world.Fleet, name, fields, world.Making);
    }

    public static void Admin(Fleet fleet, string name, Patch<AdminRule> fields, Making making)
    {
        if (!fleet.AdminRules.TryGetValue(name, out var rule)) fleet.AdminRules[name] = rule = new AdminRule { Name = name, Manager = fleet.IdOf("rg-network", "Microsoft.Network/networkManagers", "nm-corp") };
        fields.Fill(rule, making);
    }

    public static void Table(Fleet fleet, string name, Patch<RouteTable> fields, Making making)
    {
        if (!fleet.RouteTables.TryGetValue(name, out var table)) fleet.RouteTables[name] = table = new RouteTable { Name = name, Id = fleet.IdOf("rg-network", "Microsoft.Network/routeTables", name) };
        fields.Fill(table, making);
    }
}
