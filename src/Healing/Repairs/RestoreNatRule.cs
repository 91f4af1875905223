using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>
/// Puts the ports of a listed inbound NAT rule back. Where the rule leads is written on the network interface, which is never ours, so a rule that is missing or
/// leads elsewhere is left to its owner. Every write carries the entity tag of what was read, and is read again. (Microsoft.Network loadBalancers/inboundNatRules)
/// </summary>
public sealed class RestoreNatRule(IBackendPools balancers, TimeProvider clock) : IRepair
{
    public string Kind => StepKinds.NatRule;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredNatRule>(work.Step.Arguments[StepArguments.Rule]);
        var found = await FindAsync(wanted, cancellationToken);
        if (found is null) return new StepOutcome.Failed("the NAT rule is not there; only its interface can be led to a new one", Changed: false);
        var now = PortsOf(found.Rule);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(now), Changed: false),
            StepPhase.Apply when now == Listed(wanted) => new StepOutcome.Done(Json.Write(now), Changed: false),
            // Somebody is at work on this rule: what we would undo to is not what we would overwrite.
            StepPhase.Apply when now != Json.Read<Ports>(work.Captured!) => new StepOutcome.Failed("somebody wrote the NAT rule in the meantime", Changed: false),
            StepPhase.Apply => await WriteAsync(work, wanted, found, Listed(wanted), cancellationToken),
            StepPhase.Verify => now == Listed(wanted) ? new StepOutcome.Done(Json.Write(now), Changed: false) : new StepOutcome.Failed($"the NAT rule leads from {now.Frontend} to {now.Backend}", Changed: false),
            // Not as we wrote it any more: somebody else's now.
            _ when now != Listed(wanted) => new StepOutcome.Done("{}", Changed: false),
            _ => await WriteAsync(work, wanted, found, Json.Read<Ports>(work.Captured!), cancellationToken),
        };
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var wanted = Json.Read<DesiredNatRule>(work.Step.Arguments[StepArguments.Rule]);
        if (await FindAsync(wanted, cancellationToken) is not { } found) return new StepOutcome.Failed("the NAT rule is gone", Changed: true);
        var now = PortsOf(found.Rule);
        if (work.Phase == StepPhase.Capture) return new StepOutcome.Done(Json.Write(now), Changed: false);
        var meant = work.Phase == StepPhase.Revert ? Json.Read<Ports>(work.Captured!) : Listed(wanted);
        return now == meant ? new StepOutcome.Done(Json.Write(now), Changed: true) : new StepOutcome.Failed("the write was called, and the NAT rule is not as meant: it never arrived, or somebody wrote it since", Changed: true);
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<TaggedNat?> FindAsync(DesiredNatRule wanted, CancellationToken cancellationToken) => balancers.FindNatAsync(wanted.LoadBalancer, wanted.Name, cancellationToken);

    private async Task<StepOutcome> WriteAsync(StepWork work, DesiredNatRule wanted, TaggedNat found, Ports ports, CancellationToken cancellationToken)
    {
        work.StillInTime(clock);
        if (await balancers.SetNatPortsAsync(wanted.LoadBalancer, found, ports.Frontend, ports.Backend, cancellationToken) is { } refused) return new StepOutcome.Failed(refused, Changed: false);
        var after = await AfterWrite.ReadAsync(() => FindAsync(wanted, cancellationToken));
        return after is not null && PortsOf(after.Rule) == ports ? new StepOutcome.Done(Json.Write(ports), Changed: true) : new StepOutcome.Failed("the NAT rule was written and is not as wanted when read again", Changed: true);
    }

    private static Ports Listed(DesiredNatRule rule) => new(rule.FrontendPort, rule.BackendPort);

    private static Ports PortsOf(NatState rule) => new(rule.FrontendPort, rule.BackendPort);

    private sealed record Ports(int Frontend, int Backend);
}
