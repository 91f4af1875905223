namespace RdpMedic.Simulation.Time;

/// <summary>What happens next, by virtual time and then by the order in which it was planned. One thing at a time, on one thread.</summary>
public sealed class Agenda
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> planned = new();
    private long order;

    public Agenda(DateTimeOffset start)
    {
        Now = start;
        Clock = new VirtualClock(this);
    }

    public DateTimeOffset Now { get; private set; }

    /// <summary>The clock of everything that runs in this agenda.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Things that have happened.</summary>
    public long Events { get; private set; }

    public void Plan(DateTimeOffset at, Action what) => planned.Enqueue(what, (at < Now ? Now : at, order++));

    public void After(TimeSpan time, Action what) => Plan(Now + time, what);

    /// <summary>Lets everything happen until the given time; <paramref name="afterEach"/> is called after each event.</summary>
    public void RunUntil(DateTimeOffset end, Action afterEach)
    {
        while (planned.TryPeek(out _, out var next) && next.At <= end)
        {
            var what = planned.Dequeue();
            Now = next.At;
            Events++;
            what();
            afterEach();
        }

        Now = end > Now ? end : Now;
    }
}
