using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.DesktopVirtualization;
using Azure.ResourceManager.DesktopVirtualization.Models;
using RdpMedic.Healing;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.VirtualDesktop;

/// <summary>Drains a session host: no new sessions, and nobody is signed off. Given back only if we drained it and it is still drained.</summary>
public sealed class DrainSessionHost(ArmClient actor) : IRepair
{
    public string Kind => StepKinds.Drain;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        try
        {
            var open = await OpenAsync(work, cancellationToken);
            return work.Phase switch
            {
                StepPhase.Capture => new StepOutcome.Done(Json.Write(new Captured(open)), Changed: false),
                StepPhase.Apply => open ? await SetAsync(work, false, cancellationToken) : new StepOutcome.Done("{}", Changed: false),
                StepPhase.Verify => open ? new StepOutcome.Failed("the host takes new sessions", Changed: false) : new StepOutcome.Done("{}", Changed: false),
                // It was drained before us, or somebody opened it meanwhile: not ours to change.
                _ => !open && Json.Read<Captured>(work.Captured!).Open ? await SetAsync(work, true, cancellationToken) : new StepOutcome.Done("{}", Changed: false),
            };
        }
        catch (RequestFailedException refused)
        {
            return new StepOutcome.Failed(Trouble.Said(refused), Changed: false);
        }
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => InquireAsync(work, cancellationToken);

    public async Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(work, cancellationToken);
        if (work.Phase == StepPhase.Capture) return new StepOutcome.Done(Json.Write(new Captured(open)), Changed: false);
        var wanted = work.Phase == StepPhase.Revert && Json.Read<Captured>(work.Captured!).Open;
        return open == wanted ? new StepOutcome.Done("{}", Changed: true) : new StepOutcome.Failed(open ? "the host takes new sessions" : "the host is still drained", Changed: work.Phase == StepPhase.Revert);
    }

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> OpenAsync(StepWork work, CancellationToken cancellationToken) =>
        (await Trouble.ReadAsync(() => Resource(work).GetAsync(cancellationToken))).Value.Data.AllowNewSession == true;

    private async Task<StepOutcome> SetAsync(StepWork work, bool open, CancellationToken cancellationToken)
    {
        await Trouble.WriteAsync(() => Resource(work).UpdateAsync(new SessionHostPatch { AllowNewSession = open }, false, cancellationToken));
        return await OpenAsync(work, cancellationToken) == open
            ? new StepOutcome.Done("{}", Changed: true)
            : new StepOutcome.Failed("the session host was written and is not as wanted when read again", Changed: true);
    }

    private SessionHostResource Resource(StepWork work) => actor.GetSessionHostResource(new ResourceIdentifier(work.Step.Arguments[StepArguments.SessionHost]));

    private sealed record Captured(bool Open);
}
