using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Cli.LocalHost;

/// <summary>A function that passed every check, with what is needed to start and call it.</summary>
internal sealed record BoundFunction(FunctionDescription Description, IReadOnlyList<Func<Inputs, object?>> Parameters)
{
    public TimerTriggerAttribute? Timer { get; init; }

    public ServiceBusTriggerAttribute? ServiceBus { get; init; }

    public HttpTriggerAttribute? Http { get; init; }

    /// <summary>The name of the Service Bus connection, resolved.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Calls the method and waits for it; an HTTP function's answer is returned.</summary>
    public async Task<IActionResult?> Call(object? instance, Inputs inputs)
    {
        var arguments = Parameters.Select(bind => bind(inputs)).ToArray();
        switch (Description.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null))
        {
            case IActionResult result:
                return result;
            case ValueTask pending:
                await pending;
                return null;
            case Task pending:
                await pending;
                // Task<T> is invariant, so that a Task<OkResult> is no Task<IActionResult>; its result is read by name.
                return pending.GetType().GetProperty("Result")?.GetValue(pending) as IActionResult;
            default:
                return null;
        }
    }
}
