namespace RdpMedic.Cli.Emulation;

/// <summary>
/// World time: starts at a fixed moment and runs faster than the wall. Timers are scaled with it; <see cref="TimeProvider.GetTimestamp"/> is not, because
/// what is measured by it (the budget of a turn) is about real locks.
/// </summary>
/// <param name="began">A timestamp of the machine's clock at which it was <paramref name="start"/>; null: it stands still until <see cref="Begin"/>.</param>
public sealed class ScaledClock(DateTimeOffset start, double scale, long? began) : TimeProvider
{
    private const long Standing = long.MinValue;

    private long began = began ?? Standing;

    /// <summary>Runs from now on.</summary>
    public ScaledClock(DateTimeOffset start, double scale)
        : this(start, scale, System.GetTimestamp())
    {
    }

    /// <summary>World seconds in a second.</summary>
    public double Scale { get; } = scale;

    /// <summary>Lets it run; the second time does nothing.</summary>
    public void Begin() => Interlocked.CompareExchange(ref began, System.GetTimestamp(), Standing);

    public override DateTimeOffset GetUtcNow()
    {
        var since = Interlocked.Read(ref began);
        return since == Standing ? start : start + (System.GetElapsedTime(since) * Scale);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Scaled(System.CreateTimer(callback, state, Wall(dueTime), Wall(period)), this);

    private TimeSpan Wall(TimeSpan world) => world == Timeout.InfiniteTimeSpan ? world : world / Scale;

    private sealed class Scaled(ITimer inner, ScaledClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Wall(dueTime), clock.Wall(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
