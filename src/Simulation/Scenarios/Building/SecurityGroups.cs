using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The sections <c>networkSecurityGroups</c> and <c>jit</c>.</summary>
internal static class SecurityGroups
{
    public static void Build(ScenarioWorld world)
    {
        var fleet = world.Fleet;
        foreach (var (name, spec) in world.Scenario.NetworkSecurityGroups)
        {
            var group = new SecurityGroup { Name = name, ResourceGroup = spec.ResourceGroup, Id = fleet.IdOf(spec.ResourceGroup, "Microsoft.Network/networkSecurityGroups", name), ETag = fleet.NextETag() };
            fleet.SecurityGroups[name] = spec.World.Fill(group, world.Making);
        }

        foreach (var jit in world.Scenario.Jit.Where(jit => jit.OpenFrom is not { } from || from > world.Start)) Close(world, jit);
    }

    /// <summary>What the operator listed, once hosts and rules are there.</summary>
    public static IEnumerable<DesiredRule> Listed(ScenarioWorld world) =>
        from pair in world.Scenario.NetworkSecurityGroups
        from name in pair.Value.Listed
        let @group = world.Fleet.SecurityGroups[pair.Key]
        where @group.Rules.ContainsKey(name)
        let rule = @group.Rules[name]
        select new DesiredRule { NetworkSecurityGroup = @group.Id, Name = rule.Name, Priority = rule.Priority, Protocol = rule.Protocol, Sources = rule.Sources, Destinations = rule.Destinations, Ports = rule.Ports, Description = rule.Description, Direction = rule.Direction };

    /// <summary>The deny rule of just-in-time access is back.</summary>
    public static void Close(ScenarioWorld world, Format.JitSpec jit)
    {
        var group = world.Fleet.SecurityGroups[jit.NetworkSecurityGroup];
        var name = RuleOf(jit);
        group.Rules[name] = new SecurityRule { Name = name, Priority = jit.Priority, Access = "Deny", Protocol = "*", Sources = ["*"], Destinations = ["*"], Ports = [$"{jit.Port}"], ETag = world.Fleet.NextETag() };
    }

    public static string RuleOf(Format.JitSpec jit) => $"MicrosoftDefenderForCloud-JITRule_{jit.Port}";
}
