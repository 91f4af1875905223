using RdpMedic.Emulator.World;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Demo;

/// <summary>What the demo's operator listed before anything broke: the RDP rule of every group, and the members of every RDP pool.</summary>
public static class DesiredState
{
    public static Policy Of(Fleet fleet) => new()
    {
        MaxActing = 2,
        OwnIdentity = LocalAzure.ActorObject,
        Rules = [.. fleet.SecurityGroups.Values.Select(group => group.Rules["allow-rdp-inside"] is var rule ? new DesiredRule { NetworkSecurityGroup = group.Id, Name = rule.Name, Priority = rule.Priority, Protocol = rule.Protocol, Sources = rule.Sources, Destinations = rule.Destinations, Ports = rule.Ports, Description = rule.Description } : null!)],
        Backends = [.. fleet.LoadBalancers.Values.Select(balancer => new DesiredBackend { LoadBalancer = balancer.Id, Pool = "rdp", Members = [.. balancer.Pools["rdp"].Members.Keys] })],
    };
}
