namespace RdpMedic.Cli.Demo;

/// <summary>
/// World time: starts at a fixed moment and runs faster than the wall. Timers are scaled with it; <see cref="TimeProvider.GetTimestamp"/> is not, because
/// what is measured by it (the budget of a turn) is about real locks.
/// </summary>
public sealed class ScaledClock(DateTimeOffset start, double scale) : TimeProvider
{
    private readonly long began = System.GetTimestamp();

    /// <summary>World seconds in a second.</summary>
    public double Scale { get; } = scale;

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(began) * Scale);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Scaled(System.CreateTimer(callback, state, Wall(dueTime), Wall(period)), this);

    private TimeSpan Wall(TimeSpan world) => world == Timeout.InfiniteTimeSpan ? world : world / Scale;

    private sealed class Scaled(ITimer inner, ScaledClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Wall(dueTime), clock.Wall(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
