using RdpMedic.Healing;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Cli.Scenarios;

/// <summary>What <c>scenario</c> was asked for.</summary>
/// <param name="Paths">Files, and folders in which every .yaml counts.</param>
/// <param name="Wire">Over the wire with the Azure SDKs, not in virtual time.</param>
/// <param name="Trace">Tell what happened, line by line.</param>
public sealed record ScenarioOptions(IReadOnlyList<string> Paths, bool Json, bool Wire, bool Trace);

/// <summary>Plays scenarios and says which expectations held. Exit code 0: all; 1: not all; 2: a file is no scenario.</summary>
public static class ScenarioCommand
{
    public static async Task<int> RunAsync(ScenarioOptions options, CancellationToken cancellationToken)
    {
        var files = Read(options.Paths);
        if (files is null) return 2;
        var results = new List<ScenarioResult>();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = options.Wire ? await WireRunner.RunAsync(file, cancellationToken) : ScenarioRunner.Run(file, new Parts(), options.Trace);
            results.Add(result);
            if (!options.Json) Tell(result, Console.Out);
            else if (!result.Passed) Tell(result, Console.Error);
            foreach (var line in result.Trace) Console.Error.WriteLine(line);
        }

        var failed = results.Count(result => !result.Passed);
        if (options.Json) Console.WriteLine(Json.Write(Summary(results)));
        else Console.WriteLine($"{results.Count} scenarios: {results.Count - failed - results.Count(result => result.Skipped is not null)} passed, {failed} failed, {results.Count(result => result.Skipped is not null)} not played.");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Null: not every one can be read; what is wrong was said.</summary>
    private static List<ScenarioFile>? Read(IReadOnlyList<string> paths)
    {
        var files = new List<ScenarioFile>();
        var wrong = false;
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) Say($"{path}: there is no such file or folder");
            foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : File.Exists(path) ? [path] : Enumerable.Empty<string>())
            {
                try
                {
                    files.Add(ScenarioFile.Load(file));
                }
                catch (ScenarioException problems)
                {
                    foreach (var problem in problems.Problems) Say(problem.ToString());
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    Say($"{file}: {unreadable.Message}");
                }
            }
        }

        if (files.Count == 0 && !wrong) Say("There is no scenario here.");
        return wrong ? null : files;

        void Say(string what)
        {
            wrong = true;
            Console.Error.WriteLine(what);
        }
    }

    private static void Tell(ScenarioResult result, TextWriter to)
    {
        if (result.Skipped is { } why) to.WriteLine($"not played  {result.File}: {why}");
        else to.WriteLine($"{(result.Passed ? "passed" : "FAILED")}  {result.File}: {result.Name} ({result.Expectations.Count} expectations, {result.Seconds:0.0} s)");
        foreach (var one in result.Expectations.Where(one => !one.Ok)) to.WriteLine($"        {one}");
    }

    private static object Summary(List<ScenarioResult> results) => new
    {
        scenarios = results.Count,
        passed = results.Count(result => result is { Passed: true, Skipped: null }),
        failed = results.Count(result => !result.Passed),
        skipped = results.Count(result => result.Skipped is not null),
        results = results.Select(result => new { result.Name, result.File, result.Passed, result.Seconds, result.Skipped, expectations = result.Expectations.Select(one => new { one.What, one.Expected, one.Actual, one.Ok }) }),
    };
}
