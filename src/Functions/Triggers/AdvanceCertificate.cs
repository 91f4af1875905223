using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;

namespace RdpMedic.Functions.Triggers;

/// <summary>One turn of one vault certificate. The session is the certificate, so there is one pending renewal per name.</summary>
public sealed class AdvanceCertificate(CertificateTurn turn, TimeProvider clock)
{
    [Function(nameof(AdvanceCertificate))]
    public Task RunAsync(
        [ServiceBusTrigger("%CertificatesQueue%", Connection = "ServiceBusConnection", IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        Delivery.HandleAsync(message.Body.ToString(), session: null, parsed => turn.RunAsync(parsed, cancellationToken), new Settle(message, actions, clock), cancellationToken);
}
