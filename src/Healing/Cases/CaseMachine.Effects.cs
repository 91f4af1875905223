using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Cases;

/// <content>Which effect a case needs next. Derived, never stored: a case that was read after a crash asks for the same.</content>
public sealed partial class CaseMachine
{
    /// <summary>Null: nothing until <see cref="Case.DueAt"/> or a message.</summary>
    public static Effect? EffectOf(Case c, DateTimeOffset now)
    {
        if (c.Ended || (c.Doing is not Doing.Resting && c.DueAt > now)) return null;
        return c.Doing switch
        {
            Doing.CollectingEvidence => new Effect.CollectEvidence(),
            Doing.StartingCollector => new Effect.StartCollector(c.CollectorRuns, CollectorNonce(c)),
            Doing.LookingAtCollector => new Effect.LookAtCollector(c.CollectorRuns, CollectorNonce(c)),
            Doing.Rehearsing => new Effect.Rehearse(),
            Doing.ReadingGates => new Effect.ReadGates(),
            Doing.Reserving => new Effect.Reserve(Wanted(c)),
            Doing.Releasing => new Effect.Release(c.Holds, c.HostSeen!.Pool, Outcome(c), Standing(c)),
            Doing.PerformingStep when c.Progress is { IssuedAt: { } at } => now < at + InquireAfter ? null : new Effect.InquireStep(Work(c)),
            Doing.PerformingStep => new Effect.PerformStep(Work(c)),
            Doing.LookingAtStep => new Effect.LookAtStep(Work(c), c.Progress!.Handle!),
            _ => null,
        };
    }

    /// <summary>The call of a write whose mark is stored.</summary>
    public static Effect CallOf(Case c) => new Effect.PerformStep(Work(c));

    private static string CollectorNonce(Case c) => StableHash.Of(c.Id.Value, "collect", c.CollectorRuns.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static StepWork Work(Case c)
    {
        var progress = c.Progress!;
        var taken = c.Steps[progress.Index];
        return StepWork.Of(c.Id, c.HostSeen!, taken.Step, progress.Index, progress.Phase, progress.Attempt, taken.Captured) with { Before = progress.IssuedAt + CallWithin, CalledAt = taken.CalledAt ?? taken.AppliedAt };
    }

    private static Reservation Wanted(Case c)
    {
        var steps = c.Steps.Where(taken => taken.Rung == c.Rung).Select(taken => taken.Step).ToList();
        var touches = steps.SelectMany(step => step.Touches).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        return new Reservation(c.Id, c.Host, c.HostSeen!.Pool, Math.Max(1, c.Slots), [.. touches], [.. steps.Where(step => !step.GiveBack).Select(step => step.Name)]);
    }

    /// <summary>What the pool remembers of this rung; null when nothing was tried, or it was stopped from outside.</summary>
    private static (FailureId Failure, RepairOutcome Outcome)? Outcome(Case c)
    {
        if (c.Plan is null) return c.Helped.Count > 0 ? (c.Helped[^1], new RepairOutcome($"{c.Id}/{c.Helped.Count}", Helped: true, c.VerifyingSince ?? c.OpenedAt)) : null;
        if (c.Ending is { State: CaseState.Healed }) return (c.Plan.Failure, new RepairOutcome(c.Id.Value, Helped: true, c.VerifyingSince ?? c.OpenedAt));
        var tried = c.Steps.Any(taken => taken.Rung == c.Rung && taken is { Applied: true, Step.GiveBack: false });
        if (!tried || c.Retreats || c.Ending is { State: CaseState.Unverified or CaseState.Cancelled or CaseState.Suppressed }) return null;
        return (c.Plan.Failure, new RepairOutcome(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Id}/{c.Rung}/{c.Undone}"), Helped: false, c.VerifyingSince ?? c.OpenedAt));
    }

    /// <summary>By resource: what we wrote there and leave there. An empty list makes an earlier note of this case be forgotten.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Standing(Case c)
    {
        var standing = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var resource in c.Steps.SelectMany(taken => taken.Step.Touches).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            standing[resource] = [.. c.Steps.Where(taken => (taken.Stands || taken.Spent) && !taken.Step.GiveBack && taken.Step.Touches.Contains(resource, StringComparer.Ordinal)).Select(taken => taken.Step.Fingerprint).Distinct(StringComparer.Ordinal)];
        return standing;
    }
}
