using RdpMedic.Simulation.Runs;

namespace RdpMedic.Simulation.Mutants;

/// <summary>Runs seeds against each mutant until one catches it.</summary>
public static class Hunt
{
    /// <summary>More seeds than this are not tried: a mutant that survives them is a defect of the simulation.</summary>
    public const int Most = 300;

    public static IReadOnlyList<Caught> Run(IReadOnlyList<Mutant> mutants, int threads, CancellationToken cancellationToken)
    {
        var caught = new Caught[mutants.Count];
        Parallel.For(0, mutants.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, index => caught[index] = One(mutants[index], cancellationToken));
        return caught;
    }

    private static Caught One(Mutant mutant, CancellationToken cancellationToken)
    {
        for (var seed = 1; seed <= Most; seed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SeedRun.Of(seed, mutant.Make()).Violations is [var first, ..]) return new Caught(mutant.Name, true, seed, first.Promise, first.What);
        }

        return new Caught(mutant.Name, false, null, null, null);
    }
}
