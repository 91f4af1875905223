using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

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
            Doing.ReadingGates => new Effect.ReadGates(),
            Doing.Reserving => new Effect.Reserve(Wanted(c)),
            Doing.Releasing => new Effect.Release(),
            Doing.PerformingStep when c.Progress is { Issued: true } => new Effect.InquireStep(Work(c)),
            Doing.PerformingStep => new Effect.PerformStep(Work(c)),
            Doing.LookingAtStep => new Effect.LookAtStep(Work(c), c.Progress!.Handle!),
            _ => null,
        };
    }

    /// <summary>The case as it is saved before a write is called.</summary>
    public static Case Issued(Case c) => c with { Progress = c.Progress! with { Issued = true } };

    private static string CollectorNonce(Case c) => StableHash.Of(c.Id.Value, "collect", c.CollectorRuns.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static StepWork Work(Case c)
    {
        var progress = c.Progress!;
        var taken = c.Steps[progress.Index];
        var nonce = StableHash.Of(c.Id.Value, progress.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), progress.Phase.ToString(), progress.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new StepWork(c.Id, c.HostSeen!, taken.Step, progress.Index, progress.Phase, progress.Attempt, taken.Captured, nonce);
    }

    private static Reservation Wanted(Case c)
    {
        var touches = c.Plan!.Rungs[c.Rung].Steps.SelectMany(step => step.Touches).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        return new Reservation(c.Id, c.Host, c.HostSeen!.Pool, Math.Max(1, c.Slots), [.. touches]);
    }
}
