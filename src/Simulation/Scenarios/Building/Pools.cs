using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The section <c>pools</c>.</summary>
internal static class Pools
{
    public static void Build(ScenarioWorld world)
    {
        foreach (var (name, spec) in world.Scenario.Pools)
        {
            var pool = new HostPool { Name = name, ResourceGroup = spec.ResourceGroup, Id = world.Fleet.IdOf(spec.ResourceGroup, "Microsoft.DesktopVirtualization/hostPools", name) };
            world.Fleet.HostPools[name] = spec.World.Fill(pool, world.Making);
        }
    }
}
