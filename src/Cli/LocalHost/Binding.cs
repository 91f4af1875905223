using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace RdpMedic.Cli.LocalHost;

/// <summary>What one invocation can give to a function's parameters.</summary>
internal sealed record Inputs(object Trigger, CancellationToken Cancellation, ServiceBusMessageActions? Actions = null, ServiceBusSessionMessageActions? Session = null, RouteValueDictionary? Route = null);

/// <summary>Binds parameters by their type, as the worker does; what it does not know it refuses by name before anything runs.</summary>
internal static class Binding
{
    private static readonly Type[] TaskLike = [typeof(Task), typeof(ValueTask)];

    /// <summary>One function per parameter; parameters that cannot be bound and a return type that means nothing are added to <paramref name="refusals"/>.</summary>
    public static IReadOnlyList<Func<Inputs, object?>> For(MethodInfo method, ParameterInfo trigger, TriggerKind kind, string source, ICollection<string> refusals)
    {
        var expected = kind switch
        {
            TriggerKind.Timer => typeof(TimerInfo),
            TriggerKind.ServiceBus => typeof(ServiceBusReceivedMessage),
            _ => typeof(HttpRequest),
        };
        if (trigger.ParameterType != expected)
        {
            refusals.Add($"its trigger parameter '{trigger.Name}' is {trigger.ParameterType.Name}; the local host hands over {expected.Name}");
        }

        if (!Returns(method.ReturnType, kind))
        {
            refusals.Add($"it returns {method.ReturnType.Name}; {(kind == TriggerKind.Http ? "an HTTP function returns IActionResult or Task<IActionResult>" : "void, Task or ValueTask is expected")}");
        }

        var route = kind == TriggerKind.Http ? RouteNames(source, refusals) : [];
        return [.. method.GetParameters().Select(parameter => One(parameter, trigger, kind, route, refusals))];
    }

    private static Func<Inputs, object?> One(ParameterInfo parameter, ParameterInfo trigger, TriggerKind kind, HashSet<string> route, ICollection<string> refusals)
    {
        if (parameter.Position == trigger.Position)
        {
            return inputs => inputs.Trigger;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return inputs => inputs.Cancellation;
        }

        if (kind == TriggerKind.ServiceBus && parameter.ParameterType == typeof(ServiceBusMessageActions))
        {
            return inputs => inputs.Actions;
        }

        // Null for a queue without sessions, as the worker hands it over.
        if (kind == TriggerKind.ServiceBus && parameter.ParameterType == typeof(ServiceBusSessionMessageActions))
        {
            return inputs => inputs.Session;
        }

        if (kind == TriggerKind.Http && parameter.ParameterType == typeof(string) && route.Contains(parameter.Name!))
        {
            return inputs => inputs.Route!.TryGetValue(parameter.Name!, out var value) ? value?.ToString() : null;
        }

        refusals.Add(kind == TriggerKind.Http && parameter.ParameterType == typeof(string)
            ? $"its parameter '{parameter.Name}' (String) stands in no segment of its route"
            : $"its parameter '{parameter.Name}' has the type {parameter.ParameterType.Name}, which the local host cannot bind for a {kind} trigger");
        return static _ => null;
    }

    private static bool Returns(Type type, TriggerKind kind) => kind == TriggerKind.Http
        ? typeof(IActionResult).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) && typeof(IActionResult).IsAssignableFrom(type.GenericTypeArguments[0]))
        : type == typeof(void) || TaskLike.Contains(type);

    private static HashSet<string> RouteNames(string template, ICollection<string> refusals)
    {
        try
        {
            return RoutePatternFactory.Parse(template).Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (RoutePatternException e)
        {
            refusals.Add($"its route '{template}' is malformed: {e.Message}");
            return [];
        }
    }
}
