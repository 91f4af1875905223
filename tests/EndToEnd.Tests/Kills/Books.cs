using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Repairs;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.EndToEnd.Tests.Kills;

/// <summary>The world's own book of what took hold, held against the cases in the tables. Each method answers what is wrong, in words.</summary>
internal sealed class Books(IReadOnlyList<Case> cases, IReadOnlyList<WorldEffect> effects, WorldReport world, IReadOnlyList<Kill> kills)
{
    /// <summary>Of the world: so long after a write was called a kill may have cut it off. The call itself takes a blink; the clock of a kill is read when the process is gone, and the world runs up to 25 times as fast.</summary>
    private static readonly TimeSpan CutOff = TimeSpan.FromMinutes(1);

    /// <summary>Every case has come to its end, and every fault to a case.</summary>
    public IEnumerable<string> Lost()
    {
        foreach (var c in cases.Where(c => !c.Ended)) yield return $"{c.Id} of {c.HostName} is still {c.State}";
        foreach (var fault in world.Faults.Where(fault => fault.Expected != Expectation.LeftAlone && cases.All(c => c.HostName != fault.Host))) yield return $"nobody opened a case about {fault.Host} ({fault.Failure})";
    }

    /// <summary>
    /// What was broken and can be mended is well; or its case was handed to a person because a kill fell between the mark of a write and its call, and a marked write is never called a second time.
    /// </summary>
    public IEnumerable<string> Broken() =>
        from fault in world.Faults
        where fault.Expected == Expectation.Healed
        let wrong = world.Hosts.First(host => host.Name == fault.Host).Wrong
        where wrong is not null && !CutOffFor(fault.Host)
        select $"{fault.Host} ({fault.Failure}, {fault.Variant}) is not healed: {wrong}";

    private bool CutOffFor(string host)
    {
        var lost = cases.SelectMany(c => c.Steps).Where(step => step is { CalledAt: { } called, Problem: not null } && kills.Any(kill => kill.At >= called && kill.At - called < CutOff)).Select(step => step.Step.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return cases.Any(c => c.HostName == host && c.State == CaseState.Escalated && c.Plan is { } plan && plan.Rungs.SelectMany(rung => rung.Steps).Any(step => lost.Contains(step.Fingerprint)));
    }

    /// <summary>
    /// A run command of an apply or an undo was put once and ran once; and no rule, pool member, session host or certificate was written twice in a row with the same value.
    /// </summary>
    public IEnumerable<string> Repeated()
    {
        foreach (var twice in effects.Where(effect => effect.Run is not null && IsWrite(effect.Run)).GroupBy(effect => (effect.Run, effect.Step)).Where(group => group.Count() > 1))
            yield return $"{twice.Key.Step} of {twice.Key.Run} on {twice.First().On} took hold {twice.Count()} times: {string.Join(", ", twice.Select(effect => $"{effect.At:HH:mm:ss}"))}";
        foreach (var written in effects.Where(effect => effect.Run is null).GroupBy(effect => effect.Resource, StringComparer.Ordinal))
        {
            foreach (var (one, next) in written.Zip(written.Skip(1)).Where(pair => pair.First.Value == pair.Second.Value))
                yield return $"{next.Step} on {next.On} made it {next.Value ?? "gone"} at {one.At:HH:mm:ss} and again at {next.At:HH:mm:ss}";
        }
    }

    /// <summary>A script that changes something ran at most as often for a case as its book has calls of such a step, whatever the runs are named.</summary>
    public IEnumerable<string> Unbooked() =>
        from c in cases
        from ran in effects.Where(effect => effect.Run is not null && effect.Step != "run-command put" && effect.Run.StartsWith($"rdpmedic-{c.Id}-", StringComparison.Ordinal)).GroupBy(effect => effect.Step, StringComparer.Ordinal)
        let booked = c.Steps.Count(step => Booked(step, ran.Key))
        where ran.Count() > booked
        select $"{ran.Key} ran {ran.Count()} times on {c.HostName} for {c.Id}, whose book has {booked}";

    private static bool Booked(TakenStep step, string ran)
    {
        if (step.Step.Kind != StepKinds.Script || step.CalledAt is null) return false;
        var (script, phase) = (ran[..ran.IndexOf(' ', StringComparison.Ordinal)], ran[(ran.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return step.Step.Arguments[StepArguments.Script] == script && (phase == "Revert" ? step.Reverted : step.Step.Arguments.GetValueOrDefault(StepArguments.Phase, "Apply") == phase);
    }

    public static bool IsWrite(string run) => run.Contains("-apply-", StringComparison.Ordinal) || run.Contains("-revert-", StringComparison.Ordinal);
}
