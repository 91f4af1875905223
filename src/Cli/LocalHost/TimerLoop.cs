using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace RdpMedic.Cli.LocalHost;

/// <summary>
/// Runs one timer function. The next occurrence is computed once a run has ended, from the time it is then: runs of one timer never overlap, and occurrences that passed
/// meanwhile are not caught up (MicrosoftDocs azure-docs, functions-bindings-timer.md).
/// </summary>
internal sealed partial class TimerLoop(BoundFunction function, FunctionRunner runner, IServiceProvider services, TimeProvider time, ILogger logger)
{
    /// <summary>A wait is cut into pieces: no timer of .NET is longer than 49 days, and a clock may have been moved while we waited.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly CrontabSchedule schedule = CrontabSchedule.Parse(function.Description.Source, new CrontabSchedule.ParseOptions { IncludingSeconds = true });

    /// <summary>Runs until <paramref name="stopping"/>, and then ends the run that is under way; <paramref name="hardStop"/> is what the function itself sees.</summary>
    public async Task Run(CancellationToken stopping, CancellationToken hardStop)
    {
        try
        {
            if (function.Timer!.RunOnStartup)
            {
                await Invoke(hardStop);
            }

            while (!stopping.IsCancellationRequested)
            {
                await WaitUntil(new DateTimeOffset(schedule.GetNextOccurrence(time.GetUtcNow().UtcDateTime), TimeSpan.Zero), stopping);
                await Invoke(hardStop);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Stopped(logger, function.Description.Name);
        }
    }

    private async Task WaitUntil(DateTimeOffset due, CancellationToken stopping)
    {
        for (var left = due - time.GetUtcNow(); left > TimeSpan.Zero; left = due - time.GetUtcNow())
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stopping);
        }

        stopping.ThrowIfCancellationRequested();
    }

    private async Task Invoke(CancellationToken hardStop)
    {
        try
        {
            await runner.Run(services, function, function.Description.Source, new Inputs(new TimerInfo(), hardStop));
        }
        catch (Exception e) when (e is not OperationCanceledException || !hardStop.IsCancellationRequested)
        {
            // The runner logged it; a timer goes on to its next occurrence.
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Timer {Function} stopped.")]
    private static partial void Stopped(ILogger logger, string function);
}
