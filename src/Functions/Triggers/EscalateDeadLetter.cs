using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>A message that could not be processed becomes an escalation of its host's case.</summary>
public sealed class EscalateDeadLetter(DeadLetters letters, TimeProvider clock)
{
    [Function(nameof(EscalateDeadLetter))]
    public Task RunAsync(
        [ServiceBusTrigger("%CasesQueue%/$DeadLetterQueue", Connection = "ServiceBusConnection")] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        letters.HandleAsync(message.Body.ToString(), message.MessageId, message.DeadLetterReason, message.DeadLetterErrorDescription, new Settle(message, actions, clock), cancellationToken);
}
