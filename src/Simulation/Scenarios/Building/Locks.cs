using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The section <c>locks</c>.</summary>
internal static class Locks
{
    public static void Build(ScenarioWorld world)
    {
        var fleet = world.Fleet;
        foreach (var one in world.Scenario.Locks)
        {
            IEnumerable<string> scopes = one switch
            {
                { NetworkSecurityGroup: { } group } => [fleet.SecurityGroups[group].Id],
                { LoadBalancer: { } balancer } => [fleet.LoadBalancers[balancer].Id],
                { Pool: { } pool } => [fleet.HostPools[pool].Id],
                _ => one.On.Select(host => fleet.Machines[host].Id),
            };
            fleet.Locks.AddRange(scopes.Select(scope => new ManagementLock(scope, one.Level)));
        }
    }
}
