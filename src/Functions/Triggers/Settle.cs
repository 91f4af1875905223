using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>Settles a message by the actions that the Functions host hands over.</summary>
internal sealed class Settle(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock) : ISettlement
{
    public Task CompleteAsync(CancellationToken cancellationToken) => actions.CompleteMessageAsync(message, cancellationToken);

    public Task AbandonAsync(CancellationToken cancellationToken) => actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);

    public Task HoldAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);

    public Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
        actions.DeadLetterMessageAsync(message, deadLetterReason: reason, deadLetterErrorDescription: description, cancellationToken: cancellationToken);
}
