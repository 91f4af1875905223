namespace RdpMedic.Simulation.Time;

/// <summary>Chance from a seed. Its own algorithm (xoshiro128**), so that a seed means the same in every version of .NET.</summary>
public sealed class Dice
{
    private uint a, b, c, d;

    public Dice(ulong seed)
    {
        // SplitMix64 spreads a small seed over the whole state.
        (a, b) = Split(ref seed);
        (c, d) = Split(ref seed);
    }

    /// <summary>From 0 (inclusive) to 1 (exclusive).</summary>
    public double Next()
    {
        var result = uint.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = uint.RotateLeft(d, 11);
        return result / 4294967296.0;
    }

    public bool Chance(double probability) => Next() < probability;

    /// <summary>From 0 to <paramref name="below"/> - 1.</summary>
    public int Below(int below) => (int)(Next() * below);

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Next());

    private static (uint One, uint Other) Split(ref ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        var mixed = seed;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return ((uint)mixed, (uint)(mixed >> 32));
    }
}
