namespace RdpMedic.Emulator.World.Demo;

/// <summary>A security rule as it stood before anything broke.</summary>
/// <param name="NetworkSecurityGroup">Resource id of its group.</param>
public sealed record BuiltRule(string NetworkSecurityGroup, string Name, int Priority, string Protocol, IReadOnlyList<string> Sources, IReadOnlyList<string> Destinations, IReadOnlyList<string> Ports, string? Description);

/// <summary>A load balancer's pool as it stood before anything broke.</summary>
/// <param name="LoadBalancer">Resource id.</param>
/// <param name="Members">Names of machines.</param>
public sealed record BuiltBackend(string LoadBalancer, string Pool, IReadOnlyList<string> Members);

/// <summary>What an operator of the demo's fleet would list as desired state: taken when the fleet is new, because later it may be broken.</summary>
public sealed record FleetAsBuilt(IReadOnlyList<BuiltRule> Rules, IReadOnlyList<BuiltBackend> Backends)
{
    /// <summary>The RDP rule of every group, and the members of every RDP pool.</summary>
    public static FleetAsBuilt Of(Fleet fleet)
    {
        lock (fleet.Gate)
        {
            return new FleetAsBuilt(
                [.. fleet.SecurityGroups.Values.Select(group => (group, rule: group.Rules["allow-rdp-inside"])).Select(one => new BuiltRule(one.group.Id, one.rule.Name, one.rule.Priority, one.rule.Protocol, one.rule.Sources, one.rule.Destinations, one.rule.Ports, one.rule.Description))],
                [.. fleet.LoadBalancers.Values.Select(balancer => new BuiltBackend(balancer.Id, "rdp", [.. balancer.Pools["rdp"].Members.Keys]))]);
        }
    }
}
