using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Many hosts of a pool with one failure, or all of a small one, have one cause. One host is tried first; when that helped two more may be, then four: never all
/// at once on a guess.
/// </summary>
public sealed class SharedCause : IGate
{
    /// <summary>Fewer than these are chance, even when they are the whole pool.</summary>
    private const int Few = 3;

    /// <summary>Sightings within this belong together.</summary>
    public static TimeSpan Storm { get; } = TimeSpan.FromHours(1);

    public string Name => GateNames.SharedCause;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Reserved || Storms(question.Case.Plan!.Failure, question.Facts, question.Policy, question.Now) is not { } said) return null;
        var helped = question.Facts.Pool.Of(question.Case.Plan.Failure).Helped(question.Now - Storm);
        var allowed = Allowed(helped);
        var acting = question.Facts.Pool.Slots.Count(slot => slot.Owner != question.Case.Id);
        return acting < allowed ? null : new Refusal(Name, $"{said}, {acting} under repair", $"{allowed} at a time after {helped} that helped");
    }

    /// <summary>How many hosts of the pool have it, in words, when that is one cause and no chance; null: too few.</summary>
    public static string? Storms(FailureId failure, GateFacts facts, Policy policy, DateTimeOffset now)
    {
        var hosts = facts.Pool.Of(failure).Hosts(now - Storm);
        return hosts >= policy.StormHosts || (hosts >= Few && hosts >= facts.PoolHosts) ? Said(failure, facts, now) : null;
    }

    /// <summary>How many hosts of the pool have it, in words.</summary>
    public static string Said(FailureId failure, GateFacts facts, DateTimeOffset now)
    {
        var hosts = facts.Pool.Of(failure).Hosts(now - Storm);
        return hosts >= facts.PoolHosts && hosts > 1 ? $"all {hosts} hosts of the pool have {failure}" : $"{hosts} of {facts.PoolHosts} hosts of the pool have {failure}";
    }

    /// <summary>1 before anything helped, then 2 after the first, 4 after three, 8 after seven.</summary>
    public static int Allowed(int helped)
    {
        var allowed = 1;
        while (allowed * 2 - 1 <= helped) allowed *= 2;
        return allowed;
    }
}
