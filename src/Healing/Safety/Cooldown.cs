using RdpMedic.Healing.Cases;

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

    public Refusal? Judge(GateQuestion question)
    {
        var failure = question.Case.Plan!.Failure;
        var record = question.Facts.Pool.Of(failure);
        var useless = record.Outcomes.Where(outcome => !outcome.Helped && question.Now - outcome.At < Day).OrderBy(outcome => outcome.At).ToList();
        if (useless.Count >= question.Policy.SuspendAfter)
            return new Refusal(Name, $"{useless.Count} repairs of {failure} in this pool did not help: it is suspended here", $"fewer than {question.Policy.SuspendAfter} within a day", useless[^question.Policy.SuspendAfter].At + Day, Final: true);
        if (question.Case.Relapse is not { } relapse || relapse.Failure != failure) return null;
        var opens = relapse.HealedAt + (First * Math.Pow(2, relapse.Count - 1));
        return opens <= question.Now ? null : new Refusal(Name, $"relapse {relapse.Count} of case {relapse.Of}", "a pause that doubles with each", opens);
    }
}
