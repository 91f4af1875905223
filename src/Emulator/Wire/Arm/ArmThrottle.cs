using RdpMedic.Emulator.Wire.Token;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>
/// ARM's token buckets per principal: reads 250 and 25 a second, writes and deletes 200 and 10 a second (Azure Resource Manager throttling limits, 2024).
/// World time may run faster than the wall; then a principal does more in a wall second than Azure would see in one, so the buckets fill by world time.
/// </summary>
internal sealed class ArmThrottle(TimeProvider world)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Null: let it pass. Otherwise how long to wait.</summary>
    public TimeSpan? Refuse(Identity caller, string method)
    {
        var (kind, size, rate) = method switch
        {
            "GET" or "HEAD" or "POST" => ("read", 250d, 25d),
            "DELETE" => ("delete", 200d, 10d),
            _ => ("write", 200d, 10d),
        };
        lock (gate)
        {
            var now = world.GetUtcNow();
            var key = $"{caller.ClientId}/{kind}";
            if (!buckets.TryGetValue(key, out var bucket)) buckets[key] = bucket = new Bucket(size, now);
            bucket.Level = Math.Min(size, bucket.Level + (now - bucket.At).TotalSeconds * rate);
            bucket.At = now;
            if (bucket.Level < 1) return TimeSpan.FromSeconds((1 - bucket.Level) / rate);
            bucket.Level--;
            return null;
        }
    }

    private sealed class Bucket(double level, DateTimeOffset at)
    {
        public double Level { get; set; } = level;

        public DateTimeOffset At { get; set; } = at;
    }
}
