namespace RdpMedic.Healing.Safety;

/// <summary>
/// Many hosts of a pool with one failure have one cause. One host is tried first; when that helped two more may be, then four: never all at once on a guess.
/// </summary>
public sealed class SharedCause : IGate
{
    /// <summary>Sightings within this belong together.</summary>
    public static TimeSpan Storm { get; } = TimeSpan.FromHours(1);

    public string Name => GateNames.SharedCause;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Reserved) return null;
        var record = question.Facts.Pool.Of(question.Case.Plan!.Failure);
        var since = question.Now - Storm;
        var hosts = record.Hosts(since);
        if (hosts < question.Policy.StormHosts) return null;
        var allowed = Allowed(record.Helped(since));
        var acting = question.Facts.Pool.Slots.Count(slot => slot.Owner != question.Case.Id);
        return acting < allowed ? null : new Refusal(Name, $"{hosts} hosts of the pool have {question.Case.Plan.Failure}, {acting} under repair", $"{allowed} at a time after {record.Helped(since)} that helped");
    }

    /// <summary>1 before anything helped, then 2 after the first, 4 after three, 8 after seven.</summary>
    public static int Allowed(int helped)
    {
        var allowed = 1;
        while (allowed * 2 - 1 <= helped) allowed *= 2;
        return allowed;
    }
}
