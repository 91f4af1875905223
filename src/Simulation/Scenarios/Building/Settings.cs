namespace RdpMedic.Simulation.Scenarios.Building;

/// <summary>The section <c>settings</c>, with what groups and balancers say is listed.</summary>
internal static class Settings
{
    public static void Build(ScenarioWorld world)
    {
        var policy = world.Scenario.Settings is { } said ? said.Fill(world.Policy, world.Making) : world.Policy;
        world.Policy = policy with { Rules = [.. SecurityGroups.Listed(world), .. policy.Rules], Backends = [.. Balancers.Listed(world), .. policy.Backends], NatRules = [.. Balancers.ListedNat(world), .. policy.NatRules] };
    }
}
