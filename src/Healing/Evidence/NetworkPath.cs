namespace RdpMedic.Healing.Evidence;

/// <summary>What Azure's network does with the traffic that a host needs. Asked for only when the host is not reached.</summary>
/// <param name="Inbound">RDP from a known source to a plain machine; null: not asked.</param>
/// <param name="Outbound">What an AVD session host needs outside, as far as it was asked.</param>
public sealed record NetworkPath(FlowVerdict? Inbound, IReadOnlyList<FlowVerdict> Outbound)
{
    /// <summary>IP flow verify's own answer to the same question as <see cref="Inbound"/>; null: no Network Watcher answered.</summary>
    public FlowVerdict? Verified { get; init; }

    /// <summary>The route to everything that has no other; null: not told.</summary>
    public EffectiveRoute? DefaultRoute { get; init; }

    /// <summary>Parts that are missing, each with the reason.</summary>
    public IReadOnlyList<string> NotCollected { get; init; } = [];

    /// <summary>What keeps RDP out: Azure's own verdict before the one that was computed from the rules; null: nothing does, or nobody knows.</summary>
    public FlowVerdict? Denied => (Verified ?? Inbound) is { Allowed: false } denied ? denied : null;
}
