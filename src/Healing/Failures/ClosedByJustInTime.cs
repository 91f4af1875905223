using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Whether just-in-time access is what keeps RDP out. Azure's verdict for the address that would connect comes first; where nobody knows the address, the
/// groups' own rules tell. Where somebody gets in, or another rule decides, it is not.
/// </summary>
internal static class ClosedByJustInTime
{
    /// <summary>Null: it is not, or nothing tells.</summary>
    public static FlowVerdict? Of(HostEvidence evidence)
    {
        if (evidence.Probe.Value is not (null or { Outcome: ProbeOutcome.Timeout })) return null;
        if (evidence.Path.Value is { } path && (path.Verified ?? path.Inbound) is { } verdict) return verdict is { Allowed: false, Admin: false, JustInTime: true } ? verdict : null;
        return evidence.Network.Value?.JustInTime;
    }
}
