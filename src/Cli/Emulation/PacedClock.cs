namespace RdpMedic.Cli.Emulation;

/// <summary>
/// World time that moves only when somebody moves it, and as far as he says. Its timers fire then, each at its own time and in order. <see cref="TimeProvider.GetTimestamp"/> is
/// that of the machine, because what is measured by it (the budget of a turn) is about real locks.
/// </summary>
public sealed class PacedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Entry> timers = [];
    private long now = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref now), TimeSpan.Zero);

    /// <summary>When the next timer fires; null: none is set.</summary>
    public DateTimeOffset? Next()
    {
        lock (gate) return timers.Count == 0 ? null : new DateTimeOffset(timers.Min(timer => timer.Due), TimeSpan.Zero);
    }

    /// <summary>Moves time on, by whole milliseconds and one at least: .NET waits by these, so that a wait for less would end at once, again and again, and time would stand. Answers whether a timer fired.</summary>
    public bool Advance(TimeSpan by)
    {
        var (end, fired) = (Volatile.Read(ref now) + (Math.Max(1, (long)by.TotalMilliseconds) * TimeSpan.TicksPerMillisecond), false);
        while (Take(end) is { } due)
        {
            due.Fire();
            fired = true;
        }

        Volatile.Write(ref now, end);
        return fired;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var entry = new Entry(this, callback, state);
        entry.Change(dueTime, period);
        return entry;
    }

    /// <summary>The next timer that is due by then, with time at its moment; null: none is.</summary>
    private Entry? Take(long end)
    {
        lock (gate)
        {
            if (timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is not { } due) return null;
            if (due.Due > now) Volatile.Write(ref now, due.Due);
            if (due.Period > 0) due.Due += due.Period;
            else timers.Remove(due);
            return due;
        }
    }

    private sealed class Entry(PacedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; set; }

        /// <summary>0: it fires once.</summary>
        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Due, Period) = (clock.now + dueTime.Ticks, period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks);
                clock.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
