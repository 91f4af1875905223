namespace RdpMedic.Healing.Repairs;

/// <summary>Steps that belong together: applied in order, undone in reverse order.</summary>
/// <param name="Steps">At least one.</param>
/// <param name="Why">One sentence.</param>
public sealed record Rung(IReadOnlyList<Step> Steps, string Why)
{
    public Risk Risk => Steps.Max(step => step.Risk);
}

/// <summary>A ladder of rungs, cheapest and least disruptive first; or what a person should do.</summary>
public sealed record Plan
{
    public required FailureId Failure { get; init; }

    public IReadOnlyList<Rung> Rungs { get; init; } = [];

    /// <summary>The exact next command and its owner, for what a machine must not do, and for the end of the ladder.</summary>
    public required string ForPerson { get; init; }

    /// <summary>Name of the vault certificate that must be renewed before the ladder can start; null when nothing is missing.</summary>
    public string? NeedsRenewal { get; init; }

    /// <summary>Why there is nothing to repair although people cannot come in: it is meant so (closed by just-in-time access, stopped on purpose). The case ends as Suppressed with these words. Null: there is something.</summary>
    public string? NoFault { get; init; }

    /// <summary>What has to pass by itself before anything is judged: an incident or maintenance of the platform, a machine that is starting. The case waits and looks again. Null: nothing.</summary>
    public Safety.Refusal? Waits { get; init; }

    /// <summary>How long the proof may take before the rung counts as not helping.</summary>
    public TimeSpan ProofWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What the diagnosis rests on, in one sentence; part of the hash, so that an approval is void when the evidence says something else.</summary>
    public string Because { get; init; } = "";

    /// <summary>Who made the change that the plan would change back, in words; null: nobody is known to have meant it. Only listed state is put back without asking.</summary>
    public string? Intent { get; init; }

    /// <summary>Approvals are bound to this: any other plan, or the same for another reason, has another hash.</summary>
    public string Hash => StableHash.Of(Json.Write(Rungs), Failure.Value, Because, Intent ?? "");
}
