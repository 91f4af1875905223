using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Functions.Triggers;

/// <summary>Looks over the whole fleet.</summary>
public sealed class DetectOnTimer(DetectSweep sweep)
{
    [Function(nameof(DetectOnTimer))]
    public Task RunAsync([TimerTrigger("%DetectSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
