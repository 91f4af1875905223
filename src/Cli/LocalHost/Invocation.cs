namespace RdpMedic.Cli.LocalHost;

/// <summary>How an invocation ended.</summary>
public enum InvocationOutcome
{
    /// <summary>The function returned.</summary>
    Succeeded,

    /// <summary>The function threw.</summary>
    Failed,

    /// <summary>The function stopped because its cancellation token was cancelled.</summary>
    Cancelled,
}

/// <summary>One finished run of a function, for whoever watches the host.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Subject">What it was about: the schedule, the message id, or method and path (never a query, which may carry a key).</param>
/// <param name="StartedAt">When it began, by the clock that timers use.</param>
/// <param name="Duration">How long it ran, by the machine's clock.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The exception's type and message when it failed.</param>
public sealed record Invocation(
    string Function,
    TriggerKind Trigger,
    string Subject,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    InvocationOutcome Outcome,
    string? Error = null);
