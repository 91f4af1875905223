namespace RdpMedic.Healing.Signals;

/// <summary>
/// What this process has told the hosts' sessions already. Windows overlap, so a row is read by several sweeps; a finding is told by two of them, because two
/// evaluations open a case, and a third time would be only noise. A process that starts anew tells again, which is harmless.
/// </summary>
internal sealed class Told
{
    private const int Twice = 2;

    /// <summary>Longer than any row is read again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly Dictionary<(HostId Host, string Detector), (long Newest, int Times, long Sweep)> told = [];

    public bool IsOld(Signal signal) => told.TryGetValue((signal.Host, signal.Detector), out var known) && known.Newest == signal.Newest.UtcTicks && known.Times >= Twice;

    /// <summary>The messages that carry it were sent.</summary>
    public void Note(Signal signal)
    {
        var known = told.GetValueOrDefault((signal.Host, signal.Detector));
        var ticks = signal.Newest.UtcTicks;
        told[(signal.Host, signal.Detector)] = (ticks, known.Newest == ticks ? known.Times + 1 : 1, signal.Sweep);
    }

    public void Forget(long sweep)
    {
        foreach (var (key, known) in told)
        {
            if (sweep - known.Sweep > Kept.Ticks) told.Remove(key);
        }
    }
}
