namespace RdpMedic.Emulator.World.Control;

/// <summary>What happens at a time of its own, whether anybody asks about it or not: a boot that was called for, say. (World time.)</summary>
public sealed class Later
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> planned = new();
    private long order;

    public void Plan(DateTimeOffset at, Action what) => planned.Enqueue(what, (at, order++));

    /// <summary>Lets happen what is due by now, in the order of time.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (planned.TryPeek(out _, out var next) && next.At <= now) planned.Dequeue()();
    }
}
