using System.Diagnostics;
using RdpMedic.Healing;
using RdpMedic.Simulation.Mutants;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Runs;

namespace RdpMedic.Cli.Simulate;

/// <summary>What <c>simulate</c> was asked for.</summary>
/// <param name="Seeds">How many, counted from <paramref name="First"/>.</param>
/// <param name="Trace">Print the story of a single seed.</param>
/// <param name="Mutants">Chase the deliberate bugs.</param>
/// <param name="Shrink">Find what can be left out of a failing seed.</param>
/// <param name="Cuts">What is left out of the story.</param>
public sealed record SimulateOptions(int Seeds, int First, bool Json, bool Trace, bool Mutants, bool Shrink, Cuts Cuts);

/// <summary>The whole product and its world in virtual time, from seeds.</summary>
public static class SimulateCommand
{
    public static int Run(SimulateOptions options, CancellationToken cancellationToken)
    {
        if (options.Shrink) return Shorten(options.First);
        if (options.Trace) return Tell(options.First, options.Cuts);
        if (options.Mutants) return Chase(options, cancellationToken);
        var clock = Stopwatch.StartNew();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var results = Campaign.Run([.. Enumerable.Range(options.First, options.Seeds)], new Parts(), Environment.ProcessorCount, cancellationToken);
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalSeconds;
        var broken = results.Where(result => result.Violations.Count > 0).ToList();
        var stakes = Campaign.AtStake(results);
        var events = results.Sum(result => result.Events);
        // A promise that never was at stake was not tested; a few seeds cannot put everything at stake.
        var idle = options.Seeds >= 300 ? stakes.Where(one => one.Value < Campaign.Least).Select(one => one.Key).ToList() : [];
        foreach (var result in broken) Explain(result);
        foreach (var promise in idle) Console.Error.WriteLine($"{promise} was at stake {stakes[promise]} times, which is less than {Campaign.Least}: the simulation does not test it.");
        var summary = new
        {
            seeds = options.Seeds,
            events,
            crashes = results.Sum(result => result.Crashes),
            violations = broken.Count,
            unfinished = results.Sum(result => result.Violations.Count > 0 ? 0 : result.Unfinished),
            healed = results.Sum(result => result.Healed),
            escalated = results.Sum(result => result.Escalated),
            eventsPerCpuSecond = Math.Round(events / cpu),
            seconds = Math.Round(clock.Elapsed.TotalSeconds, 1),
            hash = StableHash.Of([.. results.Select(result => result.Hash)]),
            atStake = stakes,
        };
        Console.WriteLine(options.Json ? Healing.Json.Write(summary) : $"{summary.seeds} seeds, {summary.events} events, {summary.crashes} crashes: {summary.violations} broken promises, {summary.unfinished} unfinished cases; {summary.healed} healed, {summary.escalated} escalated. Hash {summary.hash}.");
        return broken.Count == 0 && idle.Count == 0 ? 0 : 1;
    }

    private static int Chase(SimulateOptions options, CancellationToken cancellationToken)
    {
        var caught = Hunt.Run(Zoo.All, Environment.ProcessorCount, cancellationToken);
        if (options.Json) Console.WriteLine(Healing.Json.Write(new { mutants = caught.Select(one => new { name = one.Name, caught = one.IsCaught, seed = one.Seed, promise = one.Promise, how = one.How }) }));
        else foreach (var one in caught) Console.WriteLine(one.IsCaught ? $"{one.Name}: caught by {one.Promise} in seed {one.Seed}: {one.How}" : $"{one.Name}: SURVIVED {Hunt.Most} seeds");
        return caught.All(one => one.IsCaught) ? 0 : 1;
    }

    private static int Shorten(int seed)
    {
        var cuts = Shrink.Of(seed, new Parts());
        Console.WriteLine(cuts == Cuts.None ? $"Seed {seed} breaks no promise, or nothing can be left out of it." : $"replay: dotnet run -c Release --project src/Cli -- simulate --seed {seed}{cuts} --trace");
        return 0;
    }

    private static int Tell(int seed, Cuts cuts)
    {
        var result = SeedRun.Of(seed, new Parts(), keepTrace: true, cuts);
        foreach (var line in result.Trace) Console.WriteLine(line);
        Console.WriteLine($"seed {seed}: {result.Events} events, {result.Crashes} crashes, hash {result.Hash}, {result.Violations.Count} broken promises");
        return result.Violations.Count == 0 ? 0 : 1;
    }

    private static void Explain(SeedResult result)
    {
        foreach (var violation in result.Violations.Take(3)) Console.Error.WriteLine($"seed {result.Seed}: {violation.Promise} at {violation.At:HH:mm:ss.fff}: {violation.What}");
        Console.Error.WriteLine($"replay: dotnet run -c Release --project src/Cli -- simulate --seed {result.Seed} --trace");
    }
}
