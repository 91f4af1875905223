using System.Text.Json.Serialization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Cases;

/// <summary>Everything that can happen to a case: a message that arrived, or the result of the effect that it asked for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Issuing), "issuing")]
[JsonDerivedType(typeof(Displaced), "displaced")]
[JsonDerivedType(typeof(Decided), "decided")]
[JsonDerivedType(typeof(SignalsArrived), "signals-arrived")]
[JsonDerivedType(typeof(Requested), "requested")]
[JsonDerivedType(typeof(Woken), "woken")]
[JsonDerivedType(typeof(HostGone), "host-gone")]
[JsonDerivedType(typeof(EvidenceCollected), "evidence-collected")]
[JsonDerivedType(typeof(CollectorLooked), "collector-looked")]
[JsonDerivedType(typeof(Rehearsed), "rehearsed")]
[JsonDerivedType(typeof(GatesRead), "gates-read")]
[JsonDerivedType(typeof(Reserved), "reserved")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(StepAnswered), "step-answered")]
[JsonDerivedType(typeof(TroubleMet), "trouble-met")]
[JsonDerivedType(typeof(CertificateAnswered), "certificate-answered")]
[JsonDerivedType(typeof(Dropped), "dropped")]
public abstract record CaseEvent
{
    /// <summary>A case begins.</summary>
    /// <param name="Relapse">The cure of the case before did not last.</param>
    public sealed record Opened(HostId Host, string HostName, int Number, Relapse? Relapse) : CaseEvent;

    /// <summary>A write is about to be called.</summary>
    public sealed record Issuing : CaseEvent;

    /// <summary>Something that the case held was taken over; nothing was written.</summary>
    public sealed record Displaced : CaseEvent;

    /// <summary>A person decided about the case.</summary>
    public sealed record Decided(DecisionBody Decision) : CaseEvent;

    /// <summary>A detector found something about the host.</summary>
    public sealed record SignalsArrived(IReadOnlyList<Signal> Signals) : CaseEvent;

    /// <summary>Somebody asked.</summary>
    public sealed record Requested(RequestBody Request) : CaseEvent;

    /// <summary>The time that the case asked for has come.</summary>
    public sealed record Woken : CaseEvent;

    /// <summary>The inventory does not know the host any more.</summary>
    public sealed record HostGone : CaseEvent;

    /// <summary>The outside was read; the host is as the inventory has it now.</summary>
    public sealed record EvidenceCollected(Host Host, HostEvidence Evidence) : CaseEvent;

    /// <summary>The collector in the guest was started or looked at.</summary>
    public sealed record CollectorLooked(GuestLook Look) : CaseEvent;

    /// <summary>The plan was gone through with every write held back.</summary>
    public sealed record Rehearsed(IReadOnlyList<RehearsedStep> Steps) : CaseEvent;

    /// <summary>The facts for the gates were read just now.</summary>
    public sealed record GatesRead(GateFacts Facts) : CaseEvent;

    /// <summary>The reservation was answered.</summary>
    public sealed record Reserved(Taken Taken) : CaseEvent;

    /// <summary>Host, pool slot and touched resources are free again.</summary>
    public sealed record Released : CaseEvent;

    /// <summary>An adapter answered for the phase of the step that is under way.</summary>
    /// <param name="Inquired">It was not the call's own answer but what the resource showed afterwards.</param>
    public sealed record StepAnswered(StepOutcome Outcome, bool Inquired = false) : CaseEvent;

    /// <summary>Transport trouble.</summary>
    /// <param name="After">What the service asked for; null when it did not say.</param>
    /// <param name="Uncertain">A write may have happened.</param>
    /// <param name="NotWritten">It was a write, and it certainly did not happen.</param>
    public sealed record TroubleMet(string Reason, TimeSpan? After, bool Uncertain, bool NotWritten) : CaseEvent;

    /// <summary>The certificate that the case waits for was renewed, or cannot be.</summary>
    /// <param name="Problem">Why the certificate cannot be had; null when it can.</param>
    public sealed record CertificateAnswered(string Name, string? Problem) : CaseEvent;

    /// <summary>A message for this host ended in the dead-letter queue.</summary>
    public sealed record Dropped(string Reason) : CaseEvent;
}
