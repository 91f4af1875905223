namespace RdpMedic.Emulator.Bus;

/// <summary>Which message ids came within the window of duplicate detection, in world time.</summary>
internal sealed class SeenIds(TimeSpan window)
{
    private readonly Dictionary<string, DateTimeOffset> at = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset At)> order = [];

    /// <summary>Also remembers it, unless it is repeated: a repetition does not lengthen the window of the first.</summary>
    public bool IsRepeated(string id, DateTimeOffset now)
    {
        Forget(now);
        if (at.TryGetValue(id, out var first) && first + window > now) return true;
        at[id] = now;
        order.Enqueue((id, now));
        return false;
    }

    private void Forget(DateTimeOffset now)
    {
        while (order.TryPeek(out var oldest) && oldest.At + window <= now)
        {
            order.Dequeue();
            // It may have come again after its window, while one before it was still remembered because a clock ran back.
            if (at.TryGetValue(oldest.Id, out var last) && last == oldest.At) at.Remove(oldest.Id);
        }
    }
}
