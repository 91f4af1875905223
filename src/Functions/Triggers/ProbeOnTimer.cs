using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Functions.Triggers;

/// <summary>Knocks at the plain virtual machines, and remembers which answer from here.</summary>
public sealed class ProbeOnTimer(ProbeSweep sweep)
{
    [Function(nameof(ProbeOnTimer))]
    public Task RunAsync([TimerTrigger("%ProbeSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
