namespace RdpMedic.Healing.Shared;

/// <summary>The right of one case to act, until it gives it back. Running out permits others an inquiry about its owner, nothing more.</summary>
/// <param name="Fence">Rises with every taking of the same thing; who holds an older number has lost it.</param>
/// <param name="Until">After this others may ask whether the owner still acts.</param>
public sealed record Lease(CaseId Owner, long Fence, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>One write of a step, counted for the quotas.</summary>
public sealed record CountedWrite(string Step, CaseId Case, DateTimeOffset At);

/// <summary>How a repair of a failure ended in this pool.</summary>
/// <param name="Id">The same ending is noted once, however often it is told.</param>
public sealed record RepairOutcome(string Id, bool Helped, DateTimeOffset At);

/// <summary>A failure as this pool has seen it lately: who had it, and what repairs did.</summary>
public sealed record Signature
{
    /// <summary>When each host was last diagnosed with it, by host key.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Seen { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    public IReadOnlyList<RepairOutcome> Outcomes { get; init; } = [];

    /// <summary>Repairs that did not help, since the given time.</summary>
    public int Ineffective(DateTimeOffset since) => Outcomes.Count(outcome => !outcome.Helped && outcome.At >= since);

    public int Helped(DateTimeOffset since) => Outcomes.Count(outcome => outcome.Helped && outcome.At >= since);

    public int Hosts(DateTimeOffset since) => Seen.Values.Count(at => at >= since);
}

/// <summary>What the cases of one pool share: the slots of those that act, the writes of the last day, and the record of each failure. Immutable.</summary>
public sealed record PoolFile
{
    /// <summary>How long writes, sightings and outcomes are remembered.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(1);

    public IReadOnlyList<Lease> Slots { get; init; } = [];

    /// <summary>The last word about a pause of this pool; null: nobody ever paused it.</summary>
    public PauseOrder? Pause { get; init; }

    /// <summary>The highest fence that was ever given here.</summary>
    public long Fence { get; init; }

    public IReadOnlyList<CountedWrite> Writes { get; init; } = [];

    public IReadOnlyDictionary<string, Signature> Signatures { get; init; } = new Dictionary<string, Signature>(StringComparer.Ordinal);

    public Signature Of(FailureId failure) => Signatures.GetValueOrDefault(failure.Value) ?? new Signature();

    /// <summary>A slot for a case and the writes that it is about to make.</summary>
    public PoolFile Take(CaseId owner, IEnumerable<string> steps, DateTimeOffset now, TimeSpan lease)
    {
        var fresh = steps.Where(step => !Writes.Any(write => write.Case == owner && write.Step == step && now - write.At < lease)).Select(step => new CountedWrite(step, owner, now));
        return this with
        {
            Fence = Fence + 1,
            Slots = [.. Slots.Where(slot => slot.Owner != owner), new Lease(owner, Fence + 1, now, now + lease)],
            Writes = [.. Writes.Where(write => now - write.At < Memory), .. fresh],
        };
    }

    public PoolFile Without(CaseId owner) => this with { Slots = [.. Slots.Where(slot => slot.Owner != owner)] };

    /// <summary>Notes that a host was diagnosed with the failure.</summary>
    public PoolFile Sighted(FailureId failure, HostId host, DateTimeOffset now)
    {
        var was = Of(failure);
        var seen = was.Seen.Where(one => now - one.Value < Memory && one.Key != host.Key).Append(KeyValuePair.Create(host.Key, now));
        return With(failure, was with { Seen = seen.OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal) });
    }

    /// <summary>Notes how a repair ended; a second telling of the same one changes it to "did not help" only.</summary>
    public PoolFile Noted(FailureId failure, RepairOutcome outcome)
    {
        var was = Of(failure);
        var known = was.Outcomes.FirstOrDefault(other => other.Id == outcome.Id);
        if (known is not null && (known.Helped == outcome.Helped || !known.Helped)) return this;
        return With(failure, was with { Outcomes = [.. was.Outcomes.Where(other => other.Id != outcome.Id && outcome.At - other.At < Memory), outcome] });
    }

    private PoolFile With(FailureId failure, Signature signature) =>
        this with { Signatures = Signatures.Where(one => one.Key != failure.Value).Append(KeyValuePair.Create(failure.Value, signature)).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal) };
}

/// <summary>One shared resource: who may write it now, and which writes of ours stand there.</summary>
public sealed record ResourceFile
{
    public required string Resource { get; init; }

    public Lease? Lease { get; init; }

    public long Fence { get; init; }

    public IReadOnlyList<StandingWrite> Stood { get; init; } = [];
}

/// <summary>A write of a case that helped and was left standing. If it is gone one day, somebody removed it, and it is not written again.</summary>
/// <param name="What">The step with its arguments, hashed.</param>
public sealed record StandingWrite(string What, CaseId Case, DateTimeOffset At);
