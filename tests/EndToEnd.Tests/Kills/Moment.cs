namespace RdpMedic.EndToEnd.Tests.Kills;

/// <summary>When the app is killed, told by what it did and not by a clock: on a slow machine every kill would otherwise be one of a process that has hardly begun.</summary>
/// <param name="Messages">After so many completed messages of the workflow; at a write: after so many at the latest.</param>
/// <param name="AtWrite">Right after the next write that it makes to a host, a rule, a pool or a vault.</param>
/// <param name="Then">So much later.</param>
internal sealed record Moment(int Messages, bool AtWrite, TimeSpan Then)
{
    /// <summary>
    /// Half of them at any time, half within the blink of an eye after a write: between a write and the save of its result lie few milliseconds, and by chance alone they would hardly ever be met.
    /// </summary>
    public static IReadOnlyList<Moment> Draw(int seed, int count)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => number % 2 == 0
            ? new Moment(chance.Next(13), AtWrite: false, TimeSpan.FromMilliseconds(chance.Next(300)))
            : new Moment(40, AtWrite: true, TimeSpan.FromMilliseconds(chance.Next(40))))];
    }
}
