using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Network;

/// <summary>
/// Lets one address leave or join an address-based backend pool: leaving sets its administrative state Down, joining sets it back or adds it.
/// The pool is written whole, so the write carries the entity tag of what was read. Given back only while it is still as we left it.
/// (Microsoft.Network loadBalancers/backendAddressPools, adminState)
/// </summary>
public sealed class ChangeBackend(ArmClient actor) : IRepair
{
    public string Kind => StepKinds.Backend;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        try
        {
            var pool = await PoolAsync(work, cancellationToken);
            if (pool.BackendIPConfigurations.Count > 0) return new StepOutcome.Failed("the pool lists network interfaces; only the interface can change that", Changed: false);
            var now = StateOf(pool, work);
            return work.Phase switch
            {
                StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false),
                StepPhase.Apply => await WriteAsync(work, pool, now, Wanted(work, now), cancellationToken),
                StepPhase.Verify => Verified(work, now),
                _ => await RevertAsync(work, pool, now, cancellationToken),
            };
        }
        catch (RequestFailedException refused)
        {
            return new StepOutcome.Failed(refused.Status == 412 ? "somebody wrote the pool in the meantime" : Trouble.Said(refused), Changed: false);
        }
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var now = StateOf(await PoolAsync(work, cancellationToken), work);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false),
            StepPhase.Revert => now == Json.Read<Captured>(work.Captured!).State ? new StepOutcome.Done("{}", Changed: true) : new StepOutcome.Failed("the member is not as it was before", Changed: true),
            _ => Verified(work, now),
        };
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<BackendAddressPoolData> PoolAsync(StepWork work, CancellationToken cancellationToken)
    {
        var balancer = actor.GetLoadBalancerResource(new ResourceIdentifier(work.Step.Arguments[StepArguments.LoadBalancer]));
        return (await Trouble.ReadAsync(() => balancer.GetBackendAddressPools().GetAsync(work.Step.Arguments[StepArguments.Pool], cancellationToken))).Value.Data;
    }

    private async Task<StepOutcome> RevertAsync(StepWork work, BackendAddressPoolData pool, string? now, CancellationToken cancellationToken)
    {
        var before = Json.Read<Captured>(work.Captured!).State;
        // Written by somebody since: it is theirs now.
        if (now != Wanted(work, before)) return new StepOutcome.Done("{}", Changed: false);
        return await WriteAsync(work, pool, now, before, cancellationToken);
    }

    private async Task<StepOutcome> WriteAsync(StepWork work, BackendAddressPoolData pool, string? now, string? wanted, CancellationToken cancellationToken)
    {
        if (now == wanted) return new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false);
        var address = work.Step.Arguments[StepArguments.Address];
        var member = pool.LoadBalancerBackendAddresses.FirstOrDefault(one => one.IPAddress == address);
        if (wanted is null) pool.LoadBalancerBackendAddresses.Remove(member!);
        else if (member is null) pool.LoadBalancerBackendAddresses.Add(Make(work, pool, address, wanted));
        else member.AdminState = new LoadBalancerBackendAddressAdminState(wanted);
        var pools = actor.GetLoadBalancerResource(new ResourceIdentifier(work.Step.Arguments[StepArguments.LoadBalancer])).GetBackendAddressPools();
        using (ConditionalWrite.Match(pool.ETag!.Value.ToString()))
            await Trouble.WriteAsync(() => pools.CreateOrUpdateAsync(WaitUntil.Completed, pool.Name, pool, cancellationToken));
        var after = StateOf(await PoolAsync(work, cancellationToken), work);
        return after == wanted ? new StepOutcome.Done(Json.Write(new Captured(after)), Changed: true) : new StepOutcome.Failed("the pool was written and the member is not as wanted when read again", Changed: true);
    }

    private static LoadBalancerBackendAddress Make(StepWork work, BackendAddressPoolData pool, string address, string adminState)
    {
        var sibling = pool.LoadBalancerBackendAddresses.FirstOrDefault();
        return new LoadBalancerBackendAddress
        {
            Name = work.Host.Name,
            IPAddress = address,
            VirtualNetworkId = sibling?.VirtualNetworkId ?? pool.VirtualNetworkId,
            SubnetId = sibling?.SubnetId,
            AdminState = new LoadBalancerBackendAddressAdminState(adminState),
        };
    }

    private static StepOutcome Verified(StepWork work, string? now) =>
        now == Wanted(work, now) ? new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false) : new StepOutcome.Failed($"the member is {now ?? "not in the pool"}", Changed: false);

    /// <summary>Leaving a pool that one is not in is nothing; joining means None: the probe decides.</summary>
    private static string? Wanted(StepWork work, string? now) => work.Step.Arguments[StepArguments.Direction] == "leave" ? now is null ? null : "Down" : now is null or "Down" ? "None" : now;

    /// <summary>The member's administrative state; null: it is not in the pool.</summary>
    private static string? StateOf(BackendAddressPoolData pool, StepWork work)
    {
        var member = pool.LoadBalancerBackendAddresses.FirstOrDefault(one => one.IPAddress == work.Step.Arguments[StepArguments.Address]);
        return member is null ? null : member.AdminState?.ToString() ?? "None";
    }

    private sealed record Captured(string? State);
}
