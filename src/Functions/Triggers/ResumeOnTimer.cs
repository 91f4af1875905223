using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Functions.Triggers;

/// <summary>Sends what a crash left, and wakes cases that nobody woke.</summary>
public sealed partial class ResumeOnTimer(ResumeSweep sweep, ILogger<ResumeOnTimer> log)
{
    [Function(nameof(ResumeOnTimer))]
    public async Task RunAsync([TimerTrigger("%ResumeSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        var report = await sweep.RunAsync(cancellationToken);
        if (report.Sent > 0) Woken(report.Sent);
        if (report.Untold > 0) Untold(report.Untold);
        // An alert reads these words (infra/alerts/stuck-cases.kql).
        if (report.Stuck > 0) Stuck(report.Stuck);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Messages sent that were left or overdue: {Sent}")]
    private partial void Woken(int sent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events that the topic case-events does not take: {Untold}. Is it there, and is a subscription full?")]
    private partial void Untold(int untold);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cases past their time: {Stuck}")]
    private partial void Stuck(int stuck);
}
