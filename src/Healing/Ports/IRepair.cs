using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Ports;

/// <summary>One phase of one step of one case, as an adapter sees it.</summary>
/// <param name="Case">The case; run commands and audit rows carry it.</param>
/// <param name="Index">The step's place among all steps that the case ever took, from 0.</param>
/// <param name="Attempt">Counts from 1; part of the names of run commands, so that a new attempt is a new one.</param>
/// <param name="Captured">The state that Capture returned; null while capturing.</param>
/// <param name="Nonce">The script echoes it; a result without it is no result.</param>
public sealed record StepWork(CaseId Case, Host Host, Step Step, int Index, StepPhase Phase, int Attempt, string? Captured, string Nonce)
{
    /// <summary>When the apply was called; null before.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>A write has to leave before this: later, whoever found the issued mark may have read that nothing happened. Null for what writes nothing.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Asked right before a write: a process that stood still between its mark and its call must not call any more.</summary>
    /// <exception cref="RetriableException">It is too late; nothing was written.</exception>
    public void StillInTime(TimeProvider clock)
    {
        if (Before is { } before && clock.GetUtcNow() >= before) throw new RetriableException($"It took too long to call {Phase} of {Step.Name}; it is not called any more.");
    }

    /// <summary>The work with its nonce: the same case, place, phase and attempt always have the same one.</summary>
    public static StepWork Of(CaseId caseId, Host host, Step step, int index, StepPhase phase, int attempt, string? captured)
    {
        var nonce = StableHash.Of(caseId.Value, index.ToString(System.Globalization.CultureInfo.InvariantCulture), phase.ToString(), attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new StepWork(caseId, host, step, index, phase, attempt, captured, nonce);
    }
}

/// <summary>
/// Makes one kind of change. Apply and Revert are issued at most once per attempt: the caller has stored an issued mark before the call.
/// Implementations never wait for long operations: they answer <see cref="StepOutcome.Started"/>. Transport trouble is an exception:
/// <see cref="RetriableException"/> when nothing can have been written, else <see cref="UncertainException"/>.
/// </summary>
public interface IRepair
{
    string Kind { get; }

    Task<StepOutcome> PerformAsync(StepWork work, CancellationToken cancellationToken);

    /// <summary>Looks at a started operation: a GET, safe to repeat.</summary>
    Task<StepOutcome> LookAsync(StepWork work, string handle, CancellationToken cancellationToken);

    /// <summary>After a crash between the issued mark and the result: reads the resource to tell what became of it. Never writes.</summary>
    Task<StepOutcome> InquireAsync(StepWork work, CancellationToken cancellationToken);

    /// <summary>Cleans up what the attempt left (a run command resource) once its result is saved. Safe to repeat; failure is not an error.</summary>
    Task ForgetAsync(StepWork work, CancellationToken cancellationToken);
}

/// <summary>Transport trouble before anything can have been written: throttled, no connection. Try again later.</summary>
public sealed class RetriableException : Exception
{
    public RetriableException(string message, TimeSpan? after = null, Exception? inner = null)
        : base(message, inner) => After = after;

    /// <summary>What the service asked for (Retry-After); null when it did not say.</summary>
    public TimeSpan? After { get; }
}

/// <summary>Transport trouble during a write: it may or may not have happened. Never written again; the resource is read instead.</summary>
public sealed class UncertainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>For what is read after a write: trouble there leaves it unknown what the write did.</summary>
public static class AfterWrite
{
    /// <exception cref="UncertainException">The read met trouble.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (RetriableException trouble)
        {
            throw new UncertainException($"Written, and not read again: {trouble.Message}", trouble);
        }
    }
}

/// <summary>A service refused a read that an effect cannot do without (forbidden, deleted): trying again will not help. Nothing was written.</summary>
public sealed class FinalException(string message, Exception? inner = null) : Exception(message, inner);
