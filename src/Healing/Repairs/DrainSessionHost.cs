using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>Drains a session host: no new sessions, and nobody is signed off. Given back only if we drained it and it is still drained.</summary>
public sealed class DrainSessionHost(ISessionHosts sessionHosts, IChanges changes, Policy policy, TimeProvider clock) : IRepair
{
    /// <summary>A drain of ours is never older.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromHours(12);

    /// <summary>How far our clock and Azure's may be apart; an earlier drain of ours is longer ago.</summary>
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(3);

    public string Kind => StepKinds.Drain;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var open = await sessionHosts.IsOpenAsync(Id(work), cancellationToken);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(open)), Changed: false),
            // It was captured open and somebody drained it meanwhile: theirs, not ours to give back.
            StepPhase.Apply when !open => new StepOutcome.Done("{}", Changed: false),
            StepPhase.Apply => await SetAsync(work, false, cancellationToken),
            StepPhase.Verify => open ? new StepOutcome.Failed("the host takes new sessions", Changed: false) : new StepOutcome.Done("{}", Changed: false),
            // It was drained before us, or somebody opened it meanwhile, or opened and drained it: not ours to change.
            _ => !open && Json.Read<Captured>(work.Captured!).Open && !await WrittenSinceAsync(work, cancellationToken) ? await SetAsync(work, true, cancellationToken) : new StepOutcome.Done("{}", Changed: false),
        };
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var open = await sessionHosts.IsOpenAsync(Id(work), cancellationToken);
        if (work.Phase == StepPhase.Capture) return new StepOutcome.Done(Json.Write(new Captured(open)), Changed: false);
        var wanted = work.Phase == StepPhase.Revert && Json.Read<Captured>(work.Captured!).Open;
        return open == wanted ? new StepOutcome.Done("{}", Changed: true) : new StepOutcome.Failed(open ? "the host takes new sessions" : "the host is still drained", Changed: true);
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Did anybody write the session host after us? The activity log tells, 3 to 20 minutes late: a write by another caller after our own newest one. As long
    /// as our own is not in it, or nobody told us who we are, what looks like ours counts as ours.
    /// </summary>
    private async Task<bool> WrittenSinceAsync(StepWork work, CancellationToken cancellationToken)
    {
        if (policy.OwnIdentity is not { } us || work.CalledAt is not { } applied) return false;
        var log = await changes.ReadAsync([Id(work).ToLowerInvariant()], Look, cancellationToken);
        var writes = log.Value?.Recent.Where(change => change.Operation.EndsWith("sessionhosts/write", StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        var ours = writes.Where(change => IsUs(change) && change.At > applied - Clocks).Select(change => (DateTimeOffset?)change.At).Max();
        return writes.Any(change => change.At > ours && !IsUs(change));

        bool IsUs(Change change) => string.Equals(change.Caller, us, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<StepOutcome> SetAsync(StepWork work, bool open, CancellationToken cancellationToken)
    {
        work.StillInTime(clock);
        if (await sessionHosts.SetOpenAsync(Id(work), open, cancellationToken) is { } refused) return new StepOutcome.Failed(refused, Changed: false);
        return await AfterWrite.ReadAsync(() => sessionHosts.IsOpenAsync(Id(work), cancellationToken)) == open
            ? new StepOutcome.Done("{}", Changed: true)
            : new StepOutcome.Failed("the session host was written and is not as wanted when read again", Changed: true);
    }

    private static string Id(StepWork work) => work.Step.Arguments[StepArguments.SessionHost];

    private sealed record Captured(bool Open);
}
