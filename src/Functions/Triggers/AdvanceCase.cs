using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>One turn of one host's case. The session is the host, so no two turns of a host run at once.</summary>
public sealed class AdvanceCase(Turn turn, TimeProvider clock, ILogger<AdvanceCase> log)
{
    [Function(nameof(AdvanceCase))]
    public async Task RunAsync(
        [ServiceBusTrigger("%CasesQueue%", Connection = "ServiceBusConnection", IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        ServiceBusSessionMessageActions? session,
        CancellationToken cancellationToken)
    {
        await Delivery.HandleAsync(message.Body.ToString(), message.SessionId, parsed => turn.RunAsync(parsed, cancellationToken), new Settle(message, actions, clock), cancellationToken);
        await HeldSession.LetGoAsync(session, log);
    }
}
