using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RdpMedic.Cli.LocalHost;

/// <summary>Runs one invocation: its own scope of services, a fresh instance of the function's class, a report at the end. What the function throws goes on to the caller.</summary>
internal sealed partial class FunctionRunner(LocalHostOptions options, ILogger<FunctionRunner> logger)
{
    private int running;

    /// <summary>Runs in a scope of its own.</summary>
    public async Task Run(IServiceProvider services, BoundFunction function, string subject, Inputs inputs)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await RunIn(scope.ServiceProvider, function, subject, inputs, static _ => Task.CompletedTask);
        }
    }

    /// <summary>Invocations under way.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Runs in a scope that is there already (that of an HTTP request); <paramref name="answer"/> belongs to the invocation.</summary>
    public async Task RunIn(IServiceProvider scope, BoundFunction function, string subject, Inputs inputs, Func<IActionResult, Task> answer)
    {
        Interlocked.Increment(ref running);
        var started = options.Time.GetUtcNow();
        var stamp = TimeProvider.System.GetTimestamp();
        var outcome = InvocationOutcome.Succeeded;
        string? error = null;
        try
        {
            await Call(scope, function, inputs, answer);
        }
        catch (OperationCanceledException) when (inputs.Cancellation.IsCancellationRequested)
        {
            outcome = InvocationOutcome.Cancelled;
            throw;
        }
        catch (Exception e)
        {
            outcome = InvocationOutcome.Failed;
            error = $"{e.GetType().Name}: {e.Message}";
            Threw(logger, e, function.Description.Name, subject);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
            Report(new Invocation(function.Description.Name, function.Description.Trigger, subject, started, TimeProvider.System.GetElapsedTime(stamp), outcome, error));
        }
    }

    private static async Task Call(IServiceProvider scope, BoundFunction function, Inputs inputs, Func<IActionResult, Task> answer)
    {
        var method = function.Description.Method;
        var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(scope, method.DeclaringType!);
        try
        {
            if (await function.Call(instance, inputs) is { } result)
            {
                await answer(result);
            }
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private void Report(Invocation invocation)
    {
        try
        {
            options.OnInvocation?.Invoke(invocation);
        }
        catch (Exception e)
        {
            WatcherThrew(logger, e, invocation.Function);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Function {Function} failed for {Subject}.")]
    private static partial void Threw(ILogger logger, Exception exception, string function, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whoever watches invocations threw at one of {Function}.")]
    private static partial void WatcherThrew(ILogger logger, Exception exception, string function);
}
