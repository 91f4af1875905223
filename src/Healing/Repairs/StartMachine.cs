using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>
/// Starts a virtual machine that is stopped or deallocated. Taken and not awaited: a boot is looked at again. There is no way back: what was started is never
/// stopped by us, because stopping is somebody's decision. (Microsoft.Compute virtualMachines/start)
/// </summary>
public sealed class StartMachine(IPower power, TimeProvider clock) : IRepair
{
    /// <summary>A machine takes minutes to start.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(30);

    private static readonly string[] Off = ["stopped", "deallocated", "hibernated"];

    public string Kind => StepKinds.Power;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        var state = await power.ReadAsync(work.Host, cancellationToken);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(state)), Changed: false),
            StepPhase.Apply when state == "running" => new StepOutcome.Done(Json.Write(new Captured(state)), Changed: false),
            StepPhase.Apply when state == "starting" => new StepOutcome.Started(StepNames.StartMachine, LookAfter),
            StepPhase.Apply => await StartAsync(work, state, cancellationToken),
            StepPhase.Verify => state == "running" ? new StepOutcome.Done(Json.Write(new Captured(state)), Changed: false) : new StepOutcome.Failed($"the machine is {state}", Changed: false),
            _ => Back(state),
        };
    }

    public async Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken)
    {
        var state = await power.ReadAsync(work.Host, cancellationToken);
        if (work.Phase == StepPhase.Revert) return Back(state);
        return state == "running" ? new StepOutcome.Done(Json.Write(new Captured(state)), Changed: true) : new StepOutcome.Started(handle, LookAfter);
    }

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var state = await power.ReadAsync(work.Host, cancellationToken);
        return work.Phase switch
        {
            StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(state)), Changed: false),
            StepPhase.Revert => Back(state),
            _ when state == "running" => new StepOutcome.Done(Json.Write(new Captured(state)), Changed: true),
            _ when state == "starting" => new StepOutcome.Started(StepNames.StartMachine, LookAfter),
            _ => new StepOutcome.Failed($"the start was called, and the machine is {state}: it never arrived, or somebody stopped the machine since", Changed: false),
        };
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<StepOutcome> StartAsync(StepWork work, string state, CancellationToken cancellationToken)
    {
        if (!Off.Contains(state, StringComparer.Ordinal)) return new StepOutcome.Failed($"the machine is {state} just now", Changed: false);
        work.StillInTime(clock);
        return await power.StartAsync(work.Host, cancellationToken) is { } refused ? new StepOutcome.Failed(refused, Changed: false) : new StepOutcome.Started(StepNames.StartMachine, LookAfter);
    }

    /// <summary>It is named as what is left behind, unless it is off again by somebody's hand.</summary>
    private static StepOutcome Back(string state) => Off.Contains(state, StringComparer.Ordinal)
        ? new StepOutcome.Done(Json.Write(new Captured(state)), Changed: false)
        : new StepOutcome.Failed($"a machine that was started is not stopped again; it is {state}", Changed: false);

    /// <summary>The power state code.</summary>
    private sealed record Captured(string Power);
}
