using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// A repair that did not last is not simply done again: after a relapse the host waits, longer each time; and a failure whose repairs did not help
/// in this pool is not repaired there any more until a day has passed.
/// </summary>
public sealed class Cooldown : IGate
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    public string Name => GateNames.Cooldown;

    /// <summary>How many repairs of a failure did not help within a day, and until when it is not repaired in this pool; null: it is.</summary>
    public static (int Useless, DateTimeOffset Until)? Suspended(Signature record, Policy policy, DateTimeOffset now)
    {
        var useless = record.Outcomes.Where(outcome => !outcome.Helped && now - outcome.At < Day).OrderBy(outcome => outcome.At).ToList();
        return useless.Count >= policy.SuspendAfter ? (useless.Count, useless[^policy.SuspendAfter].At + Day) : null;
    }

    public Refusal? Judge(GateQuestion question)
    {
        var failure = question.Case.Plan!.Failure;
        if (Suspended(question.Facts.Pool.Of(failure), question.Policy, question.Now) is { } suspended)
            return new Refusal(Name, $"{suspended.Useless} repairs of {failure} in this pool did not help: it is suspended here", $"fewer than {question.Policy.SuspendAfter} within a day", suspended.Until, Final: true);
        if (question.Case.Relapse is not { } relapse || relapse.Failure != failure) return null;
        var opens = relapse.HealedAt + (First * Math.Pow(2, relapse.Count - 1));
        return opens <= question.Now ? null : new Refusal(Name, $"relapse {relapse.Count} of case {relapse.Of}", "a pause that doubles with each", opens);
    }
}
