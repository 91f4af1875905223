namespace RdpMedic.Benchmarks.Workflow;

/// <summary>World time that runs so many times as fast: the waits of a case become milliseconds, its work stays what it is.</summary>
internal sealed class FastClock(int factor) : TimeProvider
{
    private readonly DateTimeOffset start = System.GetUtcNow();
    private readonly long began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(began) * factor);

    /// <summary>A turn's budget is of real time.</summary>
    public override long GetTimestamp() => System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;
}
