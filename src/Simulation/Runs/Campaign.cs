using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Promises;

namespace RdpMedic.Simulation.Runs;

/// <summary>Many seeds, side by side, one thread each.</summary>
public static class Campaign
{
    /// <summary>A promise that was at stake less often than this in a campaign of 300 seeds was not tested.</summary>
    public const int Least = 100;

    /// <summary>Runs the seeds and answers them in order.</summary>
    /// <param name="threads">How many at once.</param>
    public static IReadOnlyList<SeedResult> Run(IReadOnlyList<int> seeds, Parts parts, int threads, CancellationToken cancellationToken)
    {
        var results = new SeedResult[seeds.Count];
        Parallel.For(0, seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, index => results[index] = SeedRun.Of(seeds[index], parts));
        return results;
    }

    /// <summary>How often each promise was at stake over all seeds.</summary>
    public static SortedDictionary<string, long> AtStake(IEnumerable<SeedResult> results)
    {
        var sums = new SortedDictionary<string, long>(Comparer<string>.Create(ByNumber));
        foreach (var promise in Judge.Promises) sums[promise] = 0;
        foreach (var (promise, times) in results.SelectMany(result => result.AtStake)) sums[promise] = sums.GetValueOrDefault(promise) + times;
        return sums;
    }

    /// <summary>S2 before S10.</summary>
    private static int ByNumber(string? one, string? other)
    {
        var (letter, number) = Key(one!);
        var (otherLetter, otherNumber) = Key(other!);
        var first = string.CompareOrdinal(letter, otherLetter);
        return first != 0 ? first : number - otherNumber;
    }

    private static (string Letter, int Number) Key(string promise) => int.TryParse(promise.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture, out var number) ? (promise[..1], number) : (promise, 0);
}
