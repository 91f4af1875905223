using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;

namespace RdpMedic.Functions.Triggers;

/// <summary>One turn of one vault certificate. The session is the certificate, so there is one pending renewal per name.</summary>
public sealed class AdvanceCertificate(CertificateTurn turn, TimeProvider clock, ILogger<AdvanceCertificate> log)
{
    [Function(nameof(AdvanceCertificate))]
    public async Task RunAsync(
        [ServiceBusTrigger("%CertificatesQueue%", Connection = "ServiceBusConnection", IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        ServiceBusSessionMessageActions? session,
        CancellationToken cancellationToken)
    {
        await Delivery.HandleAsync(message.Body.ToString(), session: null, parsed => turn.RunAsync(parsed, cancellationToken), new Settle(message, actions, clock), cancellationToken);
        await HeldSession.LetGoAsync(session, log);
    }
}
