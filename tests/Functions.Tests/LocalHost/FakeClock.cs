namespace RdpMedic.Functions.Tests.LocalHost;

/// <summary>A clock that stands still until it is moved; its timers fire during the move, in the order in which they are due.</summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> armed = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Returns once somebody waits for this clock, with the moment that is waited for.</summary>
    public async Task<DateTimeOffset> NextDue(CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (armed.Count > 0)
                {
                    return armed.Min(t => t.Due);
                }

                change = changed.Task;
            }

            await change.WaitAsync(cancellation);
        }
    }

    public void MoveTo(DateTimeOffset moment)
    {
        while (true)
        {
            FakeTimer? due;
            lock (gate)
            {
                due = armed.Where(t => t.Due <= moment).MinBy(t => t.Due);
                now = due is null ? moment : due.Due > now ? due.Due : now;
                if (due is null)
                {
                    return;
                }

                armed.Remove(due);
            }

            due.Fire();
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.armed.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    clock.armed.Add(this);
                    clock.changed.TrySetResult();
                    clock.changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
