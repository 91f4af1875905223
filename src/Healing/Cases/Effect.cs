using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

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

    /// <summary>Read the facts for the gates, just now.</summary>
    public sealed record ReadGates : Effect;

    /// <summary>Take the host, a pool slot and what the rung writes, or nothing.</summary>
    public sealed record Reserve(Reservation Wanted) : Effect;

    /// <summary>Give all of that back.</summary>
    public sealed record Release : Effect;

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

    /// <summary>Must the case be saved with its issued mark before this is called?</summary>
    public bool Writes => this is PerformStep { Work.Phase: StepPhase.Apply or StepPhase.Revert };
}
