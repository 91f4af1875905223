using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.Processes;

/// <summary>
/// One life of one instance of the app. Its continuations run through it: when it dies they are dropped, and no <c>finally</c> runs; while it is
/// frozen (a paused virtual machine, a long collection) they wait.
/// </summary>
public sealed class Process(string name, Agenda agenda) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private DateTimeOffset frozenUntil;
    private bool running;

    public string Name { get; } = name;

    public bool Alive { get; private set; } = true;

    public bool Frozen => agenda.Now < frozenUntil;

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Skew { get; set; }

    public void Die() => Alive = false;

    public void FreezeFor(TimeSpan time)
    {
        frozenUntil = agenda.Now + time;
        agenda.Plan(frozenUntil, Drain);
    }

    /// <summary>Starts an asynchronous piece of work in this process, and runs it as far as it gets. What it throws, if it lives to, goes to <paramref name="failed"/>.</summary>
    public void Run(Func<Task> work, Action<Exception> failed) => Post(
        _ =>
        {
            var task = work();
            if (task.IsCompleted) Report(task, failed);
            else _ = task.ContinueWith(done => Post(_ => Report(done, failed), null), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        },
        null);

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!Alive) return;
        ready.Enqueue((d, state));
        if (!running) Drain();
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing in the product blocks on its context.");

    private void Drain()
    {
        if (running || Frozen) return;
        var outer = Current;
        running = true;
        SetSynchronizationContext(this);
        try
        {
            while (Alive && !Frozen && ready.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(outer);
            running = false;
        }
    }

    private static void Report(Task task, Action<Exception> failed)
    {
        if (task.Exception is { } wrong) failed(wrong.InnerException ?? wrong);
    }
}
