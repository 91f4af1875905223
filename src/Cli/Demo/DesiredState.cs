using RdpMedic.Cli.Emulation;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Demo;

/// <summary>What the demo's operator listed before anything broke: the RDP rule of every group, and the members of every RDP pool.</summary>
public static class DesiredState
{
    public static Policy Of(Fleet fleet) => Of(FleetAsBuilt.Of(fleet));

    public static Policy Of(FleetAsBuilt built) => new()
    {
        MaxActing = 2,
        OwnIdentity = LocalAzure.ActorObject,
        Rules = [.. built.Rules.Select(rule => new DesiredRule { NetworkSecurityGroup = rule.NetworkSecurityGroup, Name = rule.Name, Priority = rule.Priority, Protocol = rule.Protocol, Sources = rule.Sources, Destinations = rule.Destinations, Ports = rule.Ports, Description = rule.Description })],
        Backends = [.. built.Backends.Select(backend => new DesiredBackend { LoadBalancer = backend.LoadBalancer, Pool = backend.Pool, Members = backend.Members })],
    };
}
