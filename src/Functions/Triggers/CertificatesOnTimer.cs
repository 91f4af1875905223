using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Certificates;

namespace RdpMedic.Functions.Triggers;

/// <summary>Asks for renewals of certificates that will soon expire.</summary>
public sealed class CertificatesOnTimer(CertificateSweep sweep)
{
    [Function(nameof(CertificatesOnTimer))]
    public Task RunAsync([TimerTrigger("%CertificatesSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
