using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Network;

/// <summary>Load balancers and their pools over ARM. Lists are read by the reader; what a write rests on is read by the identity that writes.</summary>
public sealed class BackendPools(ArmClient reader, ArmClient actor) : IBackendPools
{
    public async Task<Answer<IReadOnlyList<PoolState>>> ListAsync(string loadBalancer, CancellationToken cancellationToken)
    {
        try
        {
            var data = (await Trouble.ReadAsync(() => reader.GetLoadBalancerResource(new ResourceIdentifier(loadBalancer)).GetAsync(cancellationToken: cancellationToken))).Value.Data;
            return Answer<IReadOnlyList<PoolState>>.Of([.. data.BackendAddressPools.Select(pool => State(pool, ProbePort(data, pool.Id)))]);
        }
        catch (RequestFailedException refused)
        {
            return Answer<IReadOnlyList<PoolState>>.Not(Trouble.Said(refused));
        }
    }

    public async Task<Answer<IReadOnlyList<NatState>>> NatRulesAsync(string loadBalancer, CancellationToken cancellationToken)
    {
        try
        {
            var data = (await Trouble.ReadAsync(() => reader.GetLoadBalancerResource(new ResourceIdentifier(loadBalancer)).GetAsync(cancellationToken: cancellationToken))).Value.Data;
            return Answer<IReadOnlyList<NatState>>.Of([.. data.InboundNatRules.Where(rule => rule is { FrontendPort: not null, BackendPort: not null }).Select(rule => new NatState(rule.Name, rule.FrontendPort!.Value, rule.BackendPort!.Value, Interface(rule)))]);
        }
        catch (RequestFailedException refused)
        {
            return Answer<IReadOnlyList<NatState>>.Not(Trouble.Said(refused));
        }
    }

    public async Task<TaggedNat?> FindNatAsync(string loadBalancer, string name, CancellationToken cancellationToken)
    {
        try
        {
            var data = (await Trouble.ReadAsync(() => NatRules(loadBalancer).GetAsync(name, cancellationToken: cancellationToken))).Value.Data;
            return new TaggedNat(new NatState(data.Name, data.FrontendPort ?? 0, data.BackendPort ?? 0, Interface(data)), data.ETag!.Value.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    public async Task<string?> SetNatPortsAsync(string loadBalancer, TaggedNat rule, int frontend, int backend, CancellationToken cancellationToken)
    {
        // The write replaces the whole rule, so it is made from a whole one; the entity tag keeps it to the version that was judged.
        var data = (await Trouble.MustAsync(() => NatRules(loadBalancer).GetAsync(rule.Rule.Name, cancellationToken: cancellationToken))).Value.Data;
        (data.FrontendPort, data.BackendPort) = (frontend, backend);
        using var condition = ConditionalWrite.Match(rule.ETag);
        return await Trouble.RefusalAsync(() => NatRules(loadBalancer).CreateOrUpdateAsync(WaitUntil.Completed, rule.Rule.Name, data, cancellationToken), "the NAT rule");
    }

    private InboundNatRuleCollection NatRules(string loadBalancer) => actor.GetLoadBalancerResource(new ResourceIdentifier(loadBalancer)).GetInboundNatRules();

    /// <summary>A rule names an ip configuration; the interface is what that is part of.</summary>
    private static string? Interface(InboundNatRuleData rule) => rule.BackendIPConfiguration?.Id is { } id ? id.Parent!.ToString().ToLowerInvariant() : null;

    public async Task<Answer<PoolState>> ReadAsync(string loadBalancer, string pool, CancellationToken cancellationToken)
    {
        try
        {
            return Answer<PoolState>.Of(State(await OneAsync(loadBalancer, pool, cancellationToken), null));
        }
        catch (RequestFailedException refused)
        {
            return Answer<PoolState>.Not(Trouble.Said(refused));
        }
    }

    public async Task<string?> SetMemberAsync(string loadBalancer, PoolState pool, Host host, string address, string? state, CancellationToken cancellationToken)
    {
        // The write replaces the whole pool, so it is made from a whole one; the entity tag keeps it to the version that was judged.
        var data = await Trouble.MustAsync(() => OneAsync(loadBalancer, pool.Name, cancellationToken));
        var member = data.LoadBalancerBackendAddresses.FirstOrDefault(one => one.IPAddress == address);
        if (state is null && member is not null) data.LoadBalancerBackendAddresses.Remove(member);
        else if (state is not null && member is null) data.LoadBalancerBackendAddresses.Add(Make(host, data, address, state));
        else if (member is not null) member.AdminState = new LoadBalancerBackendAddressAdminState(state!);
        using var condition = ConditionalWrite.Match(pool.ETag);
        return await Trouble.RefusalAsync(() => Pools(loadBalancer).CreateOrUpdateAsync(WaitUntil.Completed, pool.Name, data, cancellationToken), "the pool");
    }

    private BackendAddressPoolCollection Pools(string loadBalancer) => actor.GetLoadBalancerResource(new ResourceIdentifier(loadBalancer)).GetBackendAddressPools();

    private async Task<BackendAddressPoolData> OneAsync(string loadBalancer, string pool, CancellationToken cancellationToken) =>
        (await Trouble.ReadAsync(() => Pools(loadBalancer).GetAsync(pool, cancellationToken))).Value.Data;

    private static LoadBalancerBackendAddress Make(Host host, BackendAddressPoolData pool, string address, string state)
    {
        var sibling = pool.LoadBalancerBackendAddresses.FirstOrDefault();
        return new LoadBalancerBackendAddress
        {
            Name = host.Name,
            IPAddress = address,
            VirtualNetworkId = sibling?.VirtualNetworkId ?? pool.VirtualNetworkId,
            SubnetId = sibling?.SubnetId,
            AdminState = new LoadBalancerBackendAddressAdminState(state),
        };
    }

    private static PoolState State(BackendAddressPoolData pool, int? probePort) => new(
        pool.Name,
        pool.ETag?.ToString() ?? "",
        pool.LoadBalancerBackendAddresses.Where(member => member.IPAddress is not null).ToDictionary(member => member.IPAddress, member => member.AdminState?.ToString() ?? "None", StringComparer.Ordinal),
        pool.BackendIPConfigurations.Count == 0,
        probePort);

    /// <summary>The port of the probe that the pool's rule uses; null when no rule tells.</summary>
    private static int? ProbePort(LoadBalancerData balancer, ResourceIdentifier? pool)
    {
        var rule = balancer.LoadBalancingRules.FirstOrDefault(rule => Same(rule.BackendAddressPoolId, pool) || rule.BackendAddressPools.Any(one => Same(one.Id, pool)));
        return balancer.Probes.FirstOrDefault(probe => Same(probe.Id, rule?.ProbeId))?.Port;
    }

    private static bool Same(ResourceIdentifier? one, ResourceIdentifier? other) => one is not null && string.Equals(one.ToString(), other?.ToString(), StringComparison.OrdinalIgnoreCase);
}
