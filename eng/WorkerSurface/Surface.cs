// The part of the Azure Functions isolated worker that the triggers in src/Functions use, signatures only, for package sources that lack the worker.
// It proves agreement with this surface and with nothing else. Names and shapes are those of Microsoft.Azure.Functions.Worker 2.52.0 and its extensions.
using System.Diagnostics.CodeAnalysis;
using Azure.Messaging.ServiceBus;

#pragma warning disable CA1018, CA1019, CA1813, MA0048, CS1591

namespace Microsoft.Azure.Functions.Worker
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TimerTriggerAttribute(string schedule) : Attribute
    {
        public string Schedule { get; } = schedule;

        public bool RunOnStartup { get; set; }

        public bool UseMonitor { get; set; } = true;
    }

    public enum AuthorizationLevel
    {
        Anonymous = 0,
        User = 1,
        Function = 2,
        System = 3,
        Admin = 4,
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
    {
        public AuthorizationLevel AuthLevel { get; } = authLevel;

        [SuppressMessage("Performance", "CA1819", Justification = "The genuine attribute has this shape.")]
        public string[]? Methods { get; } = methods;

        [StringSyntax("Route")]
        public string? Route { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ServiceBusTriggerAttribute(string queueName) : Attribute
    {
        public string? QueueName { get; } = queueName;

        public string? Connection { get; set; }

        public bool IsSessionsEnabled { get; set; }
    }

    public class TimerInfo
    {
        public bool IsPastDue { get; set; }
    }

    /// <summary>Settles the message of a Service Bus trigger; the local runner derives from it, as tests of the genuine type do.</summary>
    public class ServiceBusMessageActions
    {
        protected ServiceBusMessageActions()
        {
        }

        public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null, string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    /// <summary>What the handler of a session's message may do with the session.</summary>
    public class ServiceBusSessionMessageActions
    {
        protected ServiceBusSessionMessageActions()
        {
        }

        public virtual DateTimeOffset SessionLockedUntil => throw new NotSupportedException();

        public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task ReleaseSession(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    using Microsoft.AspNetCore.Builder;
    using Microsoft.Extensions.Configuration;
    using Microsoft.Extensions.DependencyInjection;
    using Microsoft.Extensions.Hosting;

    public sealed class FunctionsApplicationBuilder
    {
        private readonly HostApplicationBuilder inner;

        internal FunctionsApplicationBuilder(string[] args) => inner = Host.CreateApplicationBuilder(args);

        public IServiceCollection Services => inner.Services;

        public ConfigurationManager Configuration => inner.Configuration;

        public FunctionsApplicationBuilder ConfigureFunctionsWebApplication() => this;

        public IHost Build() => throw new NotSupportedException("This build was compiled against eng/WorkerSurface and cannot run as an Azure Functions worker. The local run is `dotnet run --project src/Cli -- demo`.");
    }

    public static class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
    }
}
