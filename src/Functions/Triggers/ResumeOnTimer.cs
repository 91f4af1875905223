using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>Sends what a crash left, and wakes cases that nobody woke.</summary>
public sealed class ResumeOnTimer(ResumeSweep sweep)
{
    [Function(nameof(ResumeOnTimer))]
    public Task RunAsync([TimerTrigger("%ResumeSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
