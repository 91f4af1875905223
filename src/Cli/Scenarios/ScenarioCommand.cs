using RdpMedic.Cli.LocalHost;
using RdpMedic.Healing;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Cli.Scenarios;

/// <summary>What <c>scenario</c> was asked for.</summary>
/// <param name="Paths">Files, and folders in which every .yaml counts.</param>
/// <param name="Wire">Over the wire with the Azure SDKs, not in virtual time.</param>
/// <param name="Trace">Tell what happened, line by line.</param>
/// <param name="Speed">Over the wire: the scenario's seconds in a second.</param>
/// <param name="AtOnce">Over the wire: so many worlds side by side.</param>
public sealed record ScenarioOptions(IReadOnlyList<string> Paths, bool Json, bool Wire, bool Trace, double Speed, int AtOnce);

/// <summary>
/// Plays scenarios and says which expectations held. Exit code 0: all; 1: not all; 2: a file is no scenario, a file that was named cannot be played over the wire, or nothing can.
/// What a folder holds and cannot be played is listed with its reason.
/// </summary>
public static class ScenarioCommand
{
    public static async Task<int> RunAsync(ScenarioOptions options, CancellationToken cancellationToken)
    {
        var files = ScenarioPaths.Read(options.Paths, Console.Error);
        if (files is null || (options.Wire && IsRefused(options.Paths, files))) return 2;
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            var results = new List<ScenarioResult>();
            await foreach (var result in PlayAsync(files, options, cancellationToken))
            {
                results.Add(result);
                if (!options.Json) Tell(result, Console.Out);
                else if (!result.Passed) Tell(result, Console.Error);
                foreach (var line in result.Trace) Console.Error.WriteLine(line);
            }

            var summary = ScenarioSummary.Of(results, options.Wire, TimeProvider.System.GetElapsedTime(began));
            Console.WriteLine(options.Json ? Json.Write(summary) : $"{summary.Scenarios} scenarios: {summary.Passed} passed, {summary.Failed} failed, {summary.Skipped} not played.");
            return summary.Failed == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception unusable) when (unusable is IOException or LocalHostException or Cloud.SettingsException)
        {
            Console.Error.WriteLine($"The scenarios cannot be played: {unusable.Message}");
            return 2;
        }
    }

    /// <summary>Who names a file wants it played; who names a folder wants what can be played.</summary>
    private static bool IsRefused(IReadOnlyList<string> paths, IReadOnlyList<ScenarioFile> files)
    {
        var cannot = files.Select(file => (file.Path, Why: WireLimits.Of(file))).Where(one => one.Why.Count > 0).ToList();
        var refused = cannot.Where(one => cannot.Count == files.Count || paths.Contains(one.Path, StringComparer.Ordinal)).ToList();
        foreach (var (path, why) in refused) Console.Error.WriteLine($"{path} cannot be played over the wire: {string.Join("; ", why)}.");
        return refused.Count > 0;
    }

    /// <summary>In the order of the files, several side by side over the wire.</summary>
    private static async IAsyncEnumerable<ScenarioResult> PlayAsync(IReadOnlyList<ScenarioFile> files, ScenarioOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!options.Wire)
        {
            foreach (var file in files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return ScenarioRunner.Run(file, new Parts(), options.Trace);
            }

            yield break;
        }

        using var places = new SemaphoreSlim(options.AtOnce);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var playing = files.Select(file => InPlaceAsync(places, () => WireRunner.RunAsync(file, options.Speed, options.Trace, ending.Token), ending.Token)).ToList();
        try
        {
            foreach (var one in playing) yield return await one;
        }
        finally
        {
            // Whoever stopped listening stops the rest, and waits for it: every world gives its addresses back.
            await ending.CancelAsync();
            await Task.WhenAll(playing).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<ScenarioResult> InPlaceAsync(SemaphoreSlim places, Func<Task<ScenarioResult>> play, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(play, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private static void Tell(ScenarioResult result, TextWriter to)
    {
        if (result.Skipped is { } why) to.WriteLine($"not played  {result.File}: {why}");
        else to.WriteLine($"{(result.Passed ? "passed" : "FAILED")}  {result.File}: {result.Name} ({result.Expectations.Count} expectations, {result.Seconds:0.0} s)");
        foreach (var one in result.Expectations.Where(one => !one.Ok)) to.WriteLine($"        {one}");
    }
}
