using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>
/// Lets one address leave or join an address-based backend pool: leaving sets its administrative state Down, joining sets it back or adds it.
/// The pool is written whole, so the write carries the entity tag of what was read. Given back only while it is still as we left it.
/// (Microsoft.Network loadBalancers/backendAddressPools, adminState)
/// </summary>
public sealed class ChangeBackend(IBackendPools pools, TimeProvider clock) : IRepair
{
    public string Kind => StepKinds.Backend;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(work, cancellationToken);
        if (read.Value is not { } pool) return new StepOutcome.Failed(read.Refused!, Changed: false);
        if (!pool.AddressBased) return new StepOutcome.Failed("the pool lists network interfaces; only the interface can change that", Changed: false);
        var now = StateOf(pool, work);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false),
            StepPhase.Apply => await WriteAsync(work, pool, now, Wanted(work, now), cancellationToken),
            StepPhase.Verify => Verified(work, now),
            _ => await RevertAsync(work, pool, now, cancellationToken),
        };
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(work, cancellationToken);
        if (read.Value is not { } pool) return new StepOutcome.Failed(read.Refused!, Changed: true);
        var now = StateOf(pool, work);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false),
            StepPhase.Revert => now == Json.Read<Captured>(work.Captured!).State ? new StepOutcome.Done("{}", Changed: true) : new StepOutcome.Failed("the member is not as it was before", Changed: true),
            // Called, and there: it counts as ours. Called, and not there: it never arrived, or somebody changed it since; nobody knows, so it counts as made.
            _ => Verified(work, now) switch { StepOutcome.Failed failed => failed with { Changed = true }, StepOutcome.Done done => done with { Changed = true }, var other => other },
        };
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<Answer<PoolState>> ReadAsync(StepWork work, CancellationToken cancellationToken) =>
        pools.ReadAsync(work.Step.Arguments[StepArguments.LoadBalancer], work.Step.Arguments[StepArguments.Pool], cancellationToken);

    private async Task<StepOutcome> RevertAsync(StepWork work, PoolState pool, string? now, CancellationToken cancellationToken)
    {
        var before = Json.Read<Captured>(work.Captured!).State;
        // Written by somebody since: it is theirs now.
        if (now != Wanted(work, before)) return new StepOutcome.Done("{}", Changed: false);
        return await WriteAsync(work, pool, now, before, cancellationToken);
    }

    private async Task<StepOutcome> WriteAsync(StepWork work, PoolState pool, string? now, string? wanted, CancellationToken cancellationToken)
    {
        if (now == wanted) return new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false);
        work.StillInTime(clock);
        if (await pools.SetMemberAsync(work.Step.Arguments[StepArguments.LoadBalancer], pool, work.Host, work.Step.Arguments[StepArguments.Address], wanted, cancellationToken) is { } refused)
            return new StepOutcome.Failed(refused, Changed: false);
        var read = await AfterWrite.ReadAsync(() => ReadAsync(work, cancellationToken));
        var after = read.Value is { } written ? StateOf(written, work) : null;
        return read.Value is not null && after == wanted ? new StepOutcome.Done(Json.Write(new Captured(after)), Changed: true) : new StepOutcome.Failed("the pool was written and the member is not as wanted when read again", Changed: true);
    }

    private static StepOutcome Verified(StepWork work, string? now) =>
        now == Wanted(work, now) ? new StepOutcome.Done(Json.Write(new Captured(now)), Changed: false) : new StepOutcome.Failed($"the member is {now ?? "not in the pool"}", Changed: false);

    /// <summary>Leaving a pool that one is not in is nothing; joining means None: the probe decides.</summary>
    private static string? Wanted(StepWork work, string? now) => work.Step.Arguments[StepArguments.Direction] == "leave" ? now is null ? null : "Down" : now is null or "Down" ? "None" : now;

    /// <summary>The member's administrative state; null: it is not in the pool.</summary>
    private static string? StateOf(PoolState pool, StepWork work) => pool.Members.GetValueOrDefault(work.Step.Arguments[StepArguments.Address]);

    private sealed record Captured(string? State);
}
