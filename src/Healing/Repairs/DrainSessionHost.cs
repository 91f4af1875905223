using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>Drains a session host: no new sessions, and nobody is signed off. Given back only if we drained it and it is still drained.</summary>
public sealed class DrainSessionHost(ISessionHosts sessionHosts, IChanges changes, TimeProvider clock) : IRepair
{
    /// <summary>Our own write is in the log at about the time of its answer.</summary>
    private static readonly TimeSpan Ours = TimeSpan.FromSeconds(45);

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
    /// Did anybody write the session host after we drained it? The activity log tells, 3 to 20 minutes late; within that time a second drain by somebody
    /// else looks like ours. Our own write stands in the log too, at the time of the apply.
    /// </summary>
    private async Task<bool> WrittenSinceAsync(StepWork work, CancellationToken cancellationToken)
    {
        if (work.AppliedAt is not { } applied) return false;
        var since = clock.GetUtcNow() - applied;
        var log = await changes.ReadAsync([Id(work).ToLowerInvariant()], since, cancellationToken);
        return log.Value?.Recent.Any(change => change.At > applied + Ours && change.Operation.EndsWith("sessionhosts/write", StringComparison.OrdinalIgnoreCase)) == true;
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
