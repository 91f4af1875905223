using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Functions.Triggers;

/// <summary>Looks over the whole fleet.</summary>
public sealed partial class DetectOnTimer(DetectSweep sweep, ILogger<DetectOnTimer> log)
{
    [Function(nameof(DetectOnTimer))]
    public async Task RunAsync([TimerTrigger("%DetectSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        var report = await sweep.RunAsync(cancellationToken);
        Swept(report.Sent, report.Unknown, report.NotEnrolled, string.Join(", ", report.NotCollected));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sweep: {Sent} hosts told of, {Unknown} rows of unknown resources, {NotEnrolled} of hosts that nobody enrolled; not collected: {NotCollected}")]
    private partial void Swept(int sent, int unknown, int notEnrolled, string notCollected);
}
