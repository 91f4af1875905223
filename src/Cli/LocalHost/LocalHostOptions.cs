using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;

namespace RdpMedic.Cli.LocalHost;

/// <summary>What <see cref="LocalFunctionsHost"/> needs to run a deployed Functions app on this machine.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The assembly whose public methods with <c>[Function]</c> are run.</summary>
    public required Assembly Assembly { get; init; }

    /// <summary>Which of the assembly's classes take part; all of them unless said otherwise.</summary>
    public Predicate<Type> Includes { get; init; } = static _ => true;

    /// <summary>
    /// The app's services. They are copied into the host's own container, as the worker does with its ASP.NET Core integration; singletons handed in as
    /// instances are shared with the caller, others belong to the host (see <see cref="LocalFunctionsHost.Services"/>) and end with it.
    /// </summary>
    public required IServiceCollection Services { get; init; }

    /// <summary>The path of the app's host.json. The part of it that concerns Service Bus and HTTP is obeyed.</summary>
    public required string HostJson { get; init; }

    /// <summary>App settings: the values of <c>%Name%</c> expressions.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A client for every <c>Connection</c> name that a Service Bus trigger states. The caller owns and disposes the clients.</summary>
    public IReadOnlyDictionary<string, ServiceBusClient> ServiceBusClients { get; init; } = new Dictionary<string, ServiceBusClient>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clock of timer schedules; it may be scaled. Transport (Service Bus, HTTP) always lives on the machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The port on 127.0.0.1 for HTTP functions; 0 lets the system pick one.</summary>
    public int Port { get; init; }

    /// <summary>The key that functions with a level above anonymous ask for (header <c>x-functions-key</c> or query <c>code</c>); null asks for none.</summary>
    public string? FunctionKey { get; init; }

    /// <summary>Told after every invocation, from the thread that ran it; what it throws is logged and ignored.</summary>
    public Action<Invocation>? OnInvocation { get; init; }
}
