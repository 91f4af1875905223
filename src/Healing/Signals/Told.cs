namespace RdpMedic.Healing.Signals;

/// <summary>
/// What this process has told the hosts' sessions already. Windows overlap, so a row is read by several sweeps; a finding is told by two of them, because two
/// evaluations open a case, and a third time would be only noise. A process that starts anew tells again, which is harmless.
/// </summary>
internal sealed class Told
{
    /// <summary>Longer than any row is read again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private HostIndex index = new([]);

    private long looked;

    /// <summary>By detector, by the host's place in the index: a fleet's rows are looked up by a number and not by their long names.</summary>
    private Dictionary<string, Dictionary<int, Telling>> told = new(StringComparer.Ordinal);

    /// <summary>The places are those of this index from now on; hosts that it does not have are forgotten.</summary>
    public void Follow(HostIndex now)
    {
        if (ReferenceEquals(index, now)) return;
        var moved = new Dictionary<string, Dictionary<int, Telling>>(StringComparer.Ordinal);
        foreach (var (detector, known) in told)
        {
            var here = moved[detector] = new Dictionary<int, Telling>(known.Count);
            foreach (var (place, one) in known)
            {
                if (now.PlaceOf(index.Hosts[place].Id.Value) is var there and >= 0) here[there] = one;
            }
        }

        (index, told) = (now, moved);
    }

    /// <summary>What a detector was told of, by the host's place in the index; null: of nobody yet.</summary>
    public Dictionary<int, Telling>? By(string detector) => told.GetValueOrDefault(detector);

    /// <summary>The messages that carry it were sent.</summary>
    public void Note(Signal signal)
    {
        if (index.PlaceOf(signal.Host.Value) is not (var place and >= 0)) return;
        if (!told.TryGetValue(signal.Detector, out var known)) known = told[signal.Detector] = [];
        var before = known.GetValueOrDefault(place);
        var ticks = signal.Newest.UtcTicks;
        known[place] = new Telling(ticks, before.Newest == ticks ? before.Times + 1 : 1, signal.Sweep);
    }

    /// <summary>Lets go of what is not read again. Looks through all of it, and so not at every sweep.</summary>
    public void Forget(long sweep)
    {
        if (sweep - looked < Kept.Ticks / 3) return;
        looked = sweep;
        foreach (var known in told.Values)
        {
            foreach (var (place, one) in known)
            {
                if (sweep - one.Sweep > Kept.Ticks) known.Remove(place);
            }
        }
    }
}

/// <summary>A row that was told.</summary>
/// <param name="Newest">Its time, UTC ticks.</param>
/// <param name="Times">Sweeps that told it.</param>
/// <param name="Sweep">The last of them.</param>
internal readonly record struct Telling(long Newest, int Times, long Sweep)
{
    private const int Twice = 2;

    /// <summary>Two sweeps have told of this very row.</summary>
    public bool IsOld(DateTimeOffset newest) => Newest == newest.UtcTicks && Times >= Twice;
}
