using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Safety;

/// <summary>Never more hosts of a pool under repair at once than the cap. A host under repair counts as unhealthy for as long as its case acts.</summary>
public sealed class BlastRadius : IGate
{
    public string Name => GateNames.BlastRadius;

    /// <summary>min(absolute, percent of the pool rounded down, hosts that its sessions can spare), at least 1: a pool of two is repaired too, one at a time.</summary>
    public static int Cap(Policy policy, int poolHosts, PoolCapacity? capacity = null) => Math.Max(1, Math.Min(Math.Min(policy.MaxActing, poolHosts * policy.MaxActingPercent / 100), capacity?.Spare ?? int.MaxValue));

    /// <summary>The cap by the facts of the gates.</summary>
    public static int Cap(Policy policy, GateFacts facts) => Cap(policy, facts.PoolHosts, facts.Capacity.Value);

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Reserved) return null;
        if (question.Facts is { Host.IsSessionHost: true, Capacity.Value: null }) return new Refusal(Name, $"the pool's room is not known: {question.Facts.Capacity.NotCollected}", "known");
        var cap = Cap(question.Policy, question.Facts);
        var acting = question.Facts.Pool.Slots.Count(slot => slot.Owner != question.Case.Id);
        return acting < cap ? null : new Refusal(Name, $"{acting} hosts of the pool under repair", $"{cap} of {question.Facts.PoolHosts}");
    }
}
