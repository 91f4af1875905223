namespace RdpMedic.Cli.Emulation;

/// <summary>
/// World time: stands still at a fixed moment until it is let run, and then runs faster than the wall. Timers are scaled with it;
/// <see cref="TimeProvider.GetTimestamp"/> is not, because what is measured by it (the budget of a turn) is about real locks.
/// </summary>
public sealed class ScaledClock(DateTimeOffset start, double scale) : TimeProvider
{
    private readonly Lock gate = new();
    private Anchor anchor = new(start, null);

    /// <summary>World seconds in a second.</summary>
    public double Scale { get; } = scale;

    public bool Running => Volatile.Read(ref anchor).Since is not null;

    /// <summary>Lets it run from now on; the second time does nothing.</summary>
    public void Begin()
    {
        lock (gate)
        {
            if (anchor.Since is null) Volatile.Write(ref anchor, anchor with { Since = System.GetTimestamp() });
        }
    }

    /// <summary>Runs as another one does, which was <paramref name="at"/> at <paramref name="since"/> by the timestamps of this machine.</summary>
    public void Follow(DateTimeOffset at, long since)
    {
        lock (gate) Volatile.Write(ref anchor, new Anchor(at, since));
    }

    public override DateTimeOffset GetUtcNow()
    {
        var now = Volatile.Read(ref anchor);
        return now.Since is { } since ? now.At + (System.GetElapsedTime(since) * Scale) : now.At;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Scaled(System.CreateTimer(callback, state, Wall(dueTime), Wall(period)), this);

    private TimeSpan Wall(TimeSpan world) => world == Timeout.InfiniteTimeSpan ? world : world / Scale;

    /// <param name="Since">Null: it stands still.</param>
    private sealed record Anchor(DateTimeOffset At, long? Since);

    private sealed class Scaled(ITimer inner, ScaledClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Wall(dueTime), clock.Wall(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
