using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The section <c>loadBalancers</c>. A balancer that says nothing of probes and rules asks and forwards port 3389.</summary>
internal static class Balancers
{
    public static void Build(ScenarioWorld world)
    {
        var fleet = world.Fleet;
        foreach (var (name, spec) in world.Scenario.LoadBalancers)
        {
            var balancer = new LoadBalancer { Name = name, ResourceGroup = spec.ResourceGroup, Id = fleet.IdOf(spec.ResourceGroup, "Microsoft.Network/loadBalancers", name), ETag = fleet.NextETag() };
            fleet.LoadBalancers[name] = spec.World.Fill(balancer, world.Making);
            if (balancer.Probes.Count == 0) balancer.Probes["rdp"] = 3389;
            if (balancer.Rules.Count == 0) balancer.Rules.AddRange(balancer.Pools.Keys.Select(pool => new BalancingRule(pool, pool, balancer.Probes.Keys.First(), 3389, 3389)));
        }
    }

    public static IEnumerable<DesiredNatRule> ListedNat(ScenarioWorld world) =>
        from pair in world.Scenario.LoadBalancers
        from name in pair.Value.ListedNatRules
        let balancer = world.Fleet.LoadBalancers[pair.Key]
        where balancer.NatRules.ContainsKey(name)
        let rule = balancer.NatRules[name]
        where rule.Machine is not null
        select new DesiredNatRule { LoadBalancer = balancer.Id, Name = name, Host = rule.Machine!, FrontendPort = rule.FrontendPort, BackendPort = rule.BackendPort };

    public static IEnumerable<DesiredBackend> Listed(ScenarioWorld world) =>
        from pair in world.Scenario.LoadBalancers
        from name in pair.Value.Listed
        let balancer = world.Fleet.LoadBalancers[pair.Key]
        where balancer.Pools.ContainsKey(name)
        select new DesiredBackend { LoadBalancer = balancer.Id, Pool = name, Members = [.. balancer.Pools[name].Members.Keys] };
}
