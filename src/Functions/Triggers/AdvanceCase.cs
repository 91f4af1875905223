using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>One turn of one host's case. The session is the host, so no two turns of a host run at once.</summary>
public sealed class AdvanceCase(Turn turn, TimeProvider clock)
{
    [Function(nameof(AdvanceCase))]
    public Task RunAsync(
        [ServiceBusTrigger("%CasesQueue%", Connection = "ServiceBusConnection", IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        Delivery.HandleAsync(message.Body.ToString(), message.SessionId, parsed => turn.RunAsync(parsed, cancellationToken), new Settle(message, actions, clock), cancellationToken);
}
