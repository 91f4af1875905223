namespace RdpMedic.Simulation.Time;

/// <summary>Virtual time as a <see cref="TimeProvider"/>: it stands still while code runs, and timers are entries of the agenda.</summary>
/// <param name="skew">How far this process's wall clock is off; timestamps are not affected, as on a real machine.</param>
internal sealed class VirtualClock(Agenda agenda, Func<TimeSpan>? skew = null) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => agenda.Now + (skew?.Invoke() ?? TimeSpan.Zero);

    public override long GetTimestamp() => agenda.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Entry();
        if (dueTime != Timeout.InfiniteTimeSpan) agenda.After(dueTime, () => timer.Fire(callback, state));
        return timer;
    }

    /// <summary>Fires once; nothing here needs a period.</summary>
    private sealed class Entry : ITimer
    {
        private bool over;

        public void Fire(TimerCallback callback, object? state)
        {
            if (!over) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !(over = true);

        public void Dispose() => over = true;

        public ValueTask DisposeAsync()
        {
            over = true;
            return ValueTask.CompletedTask;
        }
    }
}
