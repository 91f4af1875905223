namespace RdpMedic.Benchmarks.Workflow;

/// <summary>World time that runs a thousand times as fast: the waits of a case become milliseconds, its work stays what it is.</summary>
internal sealed class FastClock : TimeProvider
{
    public const int Factor = 1000;

    private readonly DateTimeOffset start = System.GetUtcNow();
    private readonly long began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(began) * Factor);

    /// <summary>A turn's budget is of real time.</summary>
    public override long GetTimestamp() => System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;
}
