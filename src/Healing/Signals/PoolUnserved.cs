using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Signals;

/// <summary>
/// A pool in which the AVD service finds no healthy host for anybody (ConnectionFailedNoHealthyRdshAvailable). It is a symptom of the pool and names no cause
/// and no host: it only makes somebody look, and what is wrong follows from the evidence of the host that is looked at.
/// </summary>
public static class PoolUnserved
{
    /// <summary>The detector's name in signals.</summary>
    public const string Detector = "pool-unserved";

    /// <summary>It brought the case about.</summary>
    public static bool Signalled(IReadOnlyList<Signal> signals) => signals.Any(signal => signal.Detector == Detector);

    /// <summary>It brought the case about, and the pool serves nobody now either.</summary>
    public static bool Stands(HostEvidence evidence) => Signalled(evidence.Signals) && evidence.Pool.Value is { Serving: 0 };
}
