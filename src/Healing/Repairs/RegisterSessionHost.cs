using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Repairs;

/// <summary>
/// Registers a session host anew: scripts as any other step, but for the apply, which gets a token of the pool and hands it over as a protected parameter, which no
/// read of the run command gives back. The token is in no argument, capture or result. A host that is in its pool no more is not put back: somebody took it out.
/// </summary>
public sealed class RegisterSessionHost(IRunCommands commands, IRegistrationTokens tokens, ISessionHosts sessionHosts, TimeProvider clock) : IRepair
{
    /// <summary>An hour is the shortest that the service makes; the rest is for clocks that differ.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(65);

    private readonly RunScript scripts = new(commands, clock);

    public string Kind => StepKinds.Registration;

    public async Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken)
    {
        if (work.Phase != StepPhase.Apply) return await scripts.PerformAsync(work, cancellationToken);
        work.StillInTime(clock);
        if (await WhyNotInPoolAsync(work, cancellationToken) is { } gone) return new StepOutcome.Failed($"the pool does not show the session host: {gone}", Changed: false);
        var issued = await tokens.IssueAsync(work.Step.Arguments[StepArguments.HostPool], clock.GetUtcNow() + Lasts, cancellationToken);
        if (issued.Value is not { } token) return new StepOutcome.Failed($"no registration token of the pool: {issued.Refused}", Changed: false);
        // Asking took its time.
        work.StillInTime(clock);
        return await scripts.PutAsync(work, [KeyValuePair.Create("Token", token.Reveal())], cancellationToken, compares: true);
    }

    /// <summary>The inventory is minutes old, and a registration would undo a removal; null: it is there just now.</summary>
    private async Task<string?> WhyNotInPoolAsync(StepWork work, CancellationToken cancellationToken)
    {
        try
        {
            _ = await sessionHosts.IsOpenAsync(work.Step.Arguments[StepArguments.SessionHost], cancellationToken);
            return null;
        }
        catch (FinalException refused)
        {
            return refused.Message;
        }
    }

    public Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken) => scripts.LookAsync(work, handle, cancellationToken);

    public Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken) => scripts.InquireAsync(work, cancellationToken);

    public Task ForgetAsync(StepWork work, CancellationToken cancellationToken) => scripts.ForgetAsync(work, cancellationToken);
}
