using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Cloud.Network;

/// <summary>Reads load balancers and tells how listed members stand.</summary>
public sealed class BackendPools(ArmClient reader)
{
    /// <summary>One read a load balancer.</summary>
    public async Task<LoadBalancerData> ReadAsync(string loadBalancer, CancellationToken cancellationToken) =>
        (await Trouble.ReadAsync(() => reader.GetLoadBalancerResource(new ResourceIdentifier(loadBalancer)).GetAsync(cancellationToken: cancellationToken))).Value.Data;

    /// <summary>How one host stands in one listed pool.</summary>
    /// <param name="healthy">Addresses that answer RDP from here.</param>
    public static BackendFacts Facts(LoadBalancerData balancer, DesiredBackend listed, Host host, IReadOnlySet<string> healthy)
    {
        var pool = balancer.BackendAddressPools.FirstOrDefault(pool => string.Equals(pool.Name, listed.Pool, StringComparison.OrdinalIgnoreCase));
        var members = pool?.LoadBalancerBackendAddresses ?? [];
        var own = members.FirstOrDefault(member => member.IPAddress == host.PrivateAddress);
        var others = members.Count(member => member.IPAddress is { } address && address != host.PrivateAddress && !IsDown(member.AdminState?.ToString()) && healthy.Contains(address));
        var addressBased = pool is not null && pool.BackendIPConfigurations.Count == 0;
        return new BackendFacts(listed, own is not null, IsDown(own?.AdminState?.ToString()), others, ProbePort(balancer, pool?.Id, listed), addressBased);
    }

    public static bool IsDown(string? adminState) => string.Equals(adminState, "Down", StringComparison.OrdinalIgnoreCase);

    /// <summary>The port of the probe that the pool's RDP rule uses; the listed one when no rule tells.</summary>
    private static int ProbePort(LoadBalancerData balancer, ResourceIdentifier? pool, DesiredBackend listed)
    {
        var rule = balancer.LoadBalancingRules.FirstOrDefault(rule => Same(rule.BackendAddressPoolId, pool) || rule.BackendAddressPools.Any(one => Same(one.Id, pool)));
        return balancer.Probes.FirstOrDefault(probe => Same(probe.Id, rule?.ProbeId))?.Port ?? listed.ProbePort;
    }

    private static bool Same(ResourceIdentifier? one, ResourceIdentifier? other) => string.Equals(one?.ToString(), other?.ToString(), StringComparison.OrdinalIgnoreCase);
}
