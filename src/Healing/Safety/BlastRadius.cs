namespace RdpMedic.Healing.Safety;

/// <summary>Never more hosts of a pool under repair at once than the cap. A host under repair counts as unhealthy for as long as its case acts.</summary>
public sealed class BlastRadius : IGate
{
    public string Name => GateNames.BlastRadius;

    /// <summary>min(absolute, percent of the pool rounded down), at least 1: a pool of two is repaired too, one at a time.</summary>
    public static int Cap(Policy policy, int poolHosts) => Math.Max(1, Math.Min(policy.MaxActing, poolHosts * policy.MaxActingPercent / 100));

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Reserved) return null;
        var cap = Cap(question.Policy, question.Facts.PoolHosts);
        return question.Facts.PoolActing < cap ? null : new Refusal(Name, $"{question.Facts.PoolActing} hosts of the pool under repair", $"{cap} of {question.Facts.PoolHosts}");
    }
}
