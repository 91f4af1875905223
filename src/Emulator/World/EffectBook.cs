namespace RdpMedic.Emulator.World;

/// <summary>Something that took hold in the world: a write that a service took, or a script that then ran in a guest. Looks and refusals are none.</summary>
/// <param name="Number">Counts from 1, in the order in which they took hold.</param>
/// <param name="On">The machine; for what stands before several, the name of the shared resource.</param>
/// <param name="Step">What was done, in the world's own words, such as <c>termservice-repair Start</c>, <c>run-command put</c>, <c>security-rule put</c> or <c>session-host patch</c>.</param>
/// <param name="Resource">Full id of what was written, in lower case.</param>
/// <param name="Value">What it is now, in short; null: gone, or not to be said in short.</param>
/// <param name="Changed">Something is different now. A script that runs a second time mostly finds nothing to do, and did run.</param>
/// <param name="Run">Name of the managed run command that was put, or that brought the script; null: it was none.</param>
public sealed record WorldEffect(long Number, DateTimeOffset At, string On, string Step, string Resource, string? Value, bool Changed, string? Run);

/// <summary>How often one thing was done to one host or shared resource.</summary>
/// <param name="Times">How often it took hold.</param>
/// <param name="Changed">How often something was different afterwards.</param>
public sealed record EffectCount(string On, string Step, int Times, int Changed);

/// <summary>The world's own book of what took hold in it, whoever did it and whatever he says about it. The caller holds the fleet's lock.</summary>
public sealed class EffectBook
{
    private readonly List<WorldEffect> all = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<WorldEffect> All => all;

    public void Add(DateTimeOffset at, string on, string step, string resource, string? value, bool changed, string? run = null) =>
        all.Add(new WorldEffect(all.Count + 1, at, on, step, resource.ToLowerInvariant(), value, changed, run));

    /// <summary>By host and step, ordered by both.</summary>
    public IReadOnlyList<EffectCount> Counts() =>
    [
        .. all.GroupBy(effect => (effect.On, effect.Step))
            .Select(group => new EffectCount(group.Key.On, group.Key.Step, group.Count(), group.Count(effect => effect.Changed)))
            .OrderBy(count => count.On, StringComparer.Ordinal).ThenBy(count => count.Step, StringComparer.Ordinal),
    ];
}
