using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Runs;

/// <summary>What is left out of a run, so that a failing one becomes shorter and easier to read.</summary>
/// <param name="Without">Kinds of trouble that do not happen: names of <see cref="Chaos.Kinds"/>.</param>
/// <param name="Acts">After so many things that people do they do nothing more; null: no limit.</param>
public sealed record Cuts(IReadOnlyList<string> Without, int? Acts)
{
    public static Cuts None { get; } = new([], null);

    /// <summary>As options of the command line.</summary>
    public override string ToString() => $"{(Without.Count > 0 ? $" --without {string.Join(',', Without)}" : "")}{(Acts is { } acts ? $" --acts {acts}" : "")}";
}

/// <summary>Finds a shorter run of a seed that breaks the same promise: people stop earlier, and kinds of trouble are left out one after the other.</summary>
public static class Shrink
{
    /// <summary>Answers the cuts that can be made; none when the seed breaks nothing.</summary>
    public static Cuts Of(int seed, Parts parts)
    {
        if (SeedRun.Of(seed, parts).Violations is not [var first, ..]) return Cuts.None;
        var cuts = Cuts.None;
        foreach (var kind in Chaos.Kinds)
        {
            var fewer = cuts with { Without = [.. cuts.Without, kind] };
            if (Breaks(fewer)) cuts = fewer;
        }

        var (least, most) = (0, 400);
        while (least < most)
        {
            var middle = (least + most) / 2;
            if (Breaks(cuts with { Acts = middle })) most = middle;
            else least = middle + 1;
        }

        return Breaks(cuts with { Acts = most }) ? cuts with { Acts = most } : cuts;

        bool Breaks(Cuts some) => SeedRun.Of(seed, parts, keepTrace: false, some).Violations is [var found, ..] && found.Promise == first.Promise;
    }
}
