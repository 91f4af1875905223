using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Cases;

/// <summary>The one thing that a case needs done next; <c>Turn</c> has it done and feeds the result back.</summary>
public abstract record Effect
{
    /// <summary>Read everything about the host but the guest.</summary>
    public sealed record CollectEvidence : Effect;

    /// <summary>Start the read-only collector in the guest.</summary>
    public sealed record StartCollector(int Attempt, string Nonce) : Effect;

    /// <summary>Look whether the collector has ended.</summary>
    public sealed record LookAtCollector(int Attempt, string Nonce) : Effect;

    /// <summary>Find out which calls the plan would make, without making one that writes.</summary>
    public sealed record Rehearse : Effect;

    /// <summary>Read the facts for the gates, just now.</summary>
    public sealed record ReadGates : Effect;

    /// <summary>Take the host, a pool slot and what the rung writes, or nothing.</summary>
    public sealed record Reserve(Reservation Wanted) : Effect;

    /// <summary>Give all of that back, and note what became of the repair.</summary>
    /// <param name="Outcome">For the record of the failure in this pool; null: nothing to note.</param>
    /// <param name="Standing">Writes that stay, by resource.</param>
    public sealed record Release(IReadOnlyList<Hold> Holds, PoolId Pool, (FailureId Failure, RepairOutcome Outcome)? Outcome, IReadOnlyDictionary<string, IReadOnlyList<string>> Standing) : Effect;

    /// <summary>Perform one phase of a step.</summary>
    public sealed record PerformStep(StepWork Work) : Effect;

    /// <summary>Look whether a started phase has ended.</summary>
    public sealed record LookAtStep(StepWork Work, string Handle) : Effect;

    /// <summary>After a crash or an uncertain answer: read, never write.</summary>
    public sealed record InquireStep(StepWork Work) : Effect;

    /// <summary>The step's work, for the effects that are about one.</summary>
    public StepWork? StepWork => this switch
    {
        PerformStep step => step.Work,
        LookAtStep look => look.Work,
        InquireStep inquire => inquire.Work,
        _ => null,
    };

    /// <summary>
    /// Must the case be saved before this is done? A write needs its mark; and what is given back may be taken by others at once, so the case must
    /// read as not acting any more before.
    /// </summary>
    public bool NeedsSave => Writes || this is Release;

    /// <summary>An apply or a revert.</summary>
    public bool Writes => this is PerformStep { Work.Phase: StepPhase.Apply or StepPhase.Revert };
}
