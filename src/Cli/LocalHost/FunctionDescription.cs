using System.Reflection;

namespace RdpMedic.Cli.LocalHost;

/// <summary>What starts a function.</summary>
public enum TriggerKind
{
    /// <summary>A six-field cron schedule.</summary>
    Timer,

    /// <summary>A message of a queue, or of a queue with sessions.</summary>
    ServiceBus,

    /// <summary>An HTTP request.</summary>
    Http,
}

/// <summary>A function as the host found it.</summary>
/// <param name="Name">The unique name that <c>[Function]</c> gives.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Source">The resolved schedule, the queue, or the route with its prefix.</param>
/// <param name="Method">The method that runs.</param>
public sealed record FunctionDescription(string Name, TriggerKind Trigger, string Source, MethodInfo Method);
