using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Cases;

/// <summary>The one thing that a case needs done next; <c>Turn</c> has it done and feeds the result back.</summary>
public abstract record Effect
{
    public sealed record CollectEvidence : Effect;

    public sealed record StartCollector(int Attempt, string Nonce) : Effect;

    public sealed record LookAtCollector(int Attempt, string Nonce) : Effect;

    public sealed record ReadGates : Effect;

    public sealed record Reserve(Reservation Wanted) : Effect;

    public sealed record Release : Effect;

    public sealed record PerformStep(StepWork Work) : Effect;

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
