using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Feeds one Service Bus function by the SDK's own processor. What the function throws reaches the processor, which abandons the message at once.</summary>
internal sealed partial class QueueListener(BoundFunction function, ServiceBusClient client, HostSettings settings, FunctionRunner runner, IServiceProvider services, ILogger logger) : IAsyncDisposable
{
    private ServiceBusSessionProcessor? sessions;
    private ServiceBusProcessor? messages;

    public Task Start(CancellationToken cancellation)
    {
        var queue = function.Description.Source;
        if (function.ServiceBus!.IsSessionsEnabled)
        {
            sessions = client.CreateSessionProcessor(queue, new ServiceBusSessionProcessorOptions
            {
                AutoCompleteMessages = settings.AutoCompleteMessages,
                PrefetchCount = settings.PrefetchCount,
                MaxConcurrentSessions = settings.MaxConcurrentSessions,
                MaxConcurrentCallsPerSession = settings.MaxConcurrentCallsPerSession,
                SessionIdleTimeout = settings.SessionIdleTimeout,
                MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
                ReceiveMode = ServiceBusReceiveMode.PeekLock,
            });
            sessions.ProcessMessageAsync += e => runner.Run(services, function, e.Message.MessageId, new Inputs(e.Message, e.CancellationToken, new SessionSettlement(e), new HeldSession(e)));
            sessions.ProcessErrorAsync += OnError;
            return sessions.StartProcessingAsync(cancellation);
        }

        messages = client.CreateProcessor(queue, new ServiceBusProcessorOptions
        {
            AutoCompleteMessages = settings.AutoCompleteMessages,
            PrefetchCount = settings.PrefetchCount,
            MaxConcurrentCalls = settings.MaxConcurrentCalls,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            ReceiveMode = ServiceBusReceiveMode.PeekLock,
        });
        messages.ProcessMessageAsync += e => runner.Run(services, function, e.Message.MessageId, new Inputs(e.Message, e.CancellationToken, new QueueSettlement(e)));
        messages.ProcessErrorAsync += OnError;
        return messages.StartProcessingAsync(cancellation);
    }

    /// <summary>Takes no more messages and waits for those that are being handled.</summary>
    public async Task Stop(CancellationToken cancellation)
    {
        await (sessions?.StopProcessingAsync(cancellation) ?? Task.CompletedTask);
        await (messages?.StopProcessingAsync(cancellation) ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await (sessions?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (messages?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private Task OnError(ProcessErrorEventArgs error)
    {
        // What a function threw was logged by the runner, with its name.
        if (error.ErrorSource != ServiceBusErrorSource.ProcessMessageCallback)
        {
            TransportFailed(logger, error.Exception, function.Description.Name, error.ErrorSource.ToString(), error.EntityPath);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service Bus trouble for {Function}: {Operation} at {Queue}; the processor goes on.")]
    private static partial void TransportFailed(ILogger logger, Exception exception, string function, string operation, string queue);
}
