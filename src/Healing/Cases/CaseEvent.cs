using System.Text.Json.Serialization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Cases;

/// <summary>Everything that can happen to a case: a message that arrived, or the result of the effect that it asked for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(SignalsArrived), "signals-arrived")]
[JsonDerivedType(typeof(Requested), "requested")]
[JsonDerivedType(typeof(Woken), "woken")]
[JsonDerivedType(typeof(HostGone), "host-gone")]
[JsonDerivedType(typeof(EvidenceCollected), "evidence-collected")]
[JsonDerivedType(typeof(CollectorLooked), "collector-looked")]
[JsonDerivedType(typeof(GatesRead), "gates-read")]
[JsonDerivedType(typeof(Reserved), "reserved")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(StepAnswered), "step-answered")]
[JsonDerivedType(typeof(TroubleMet), "trouble-met")]
[JsonDerivedType(typeof(CertificateAnswered), "certificate-answered")]
[JsonDerivedType(typeof(Dropped), "dropped")]
public abstract record CaseEvent
{
    /// <summary>A detector found something about the host.</summary>
    public sealed record SignalsArrived(IReadOnlyList<Signal> Signals) : CaseEvent;

    /// <summary>Somebody asked.</summary>
    public sealed record Requested(RequestBody Request) : CaseEvent;

    /// <summary>The time that the case asked for has come.</summary>
    public sealed record Woken : CaseEvent;

    /// <summary>The inventory does not know the host any more.</summary>
    public sealed record HostGone : CaseEvent;

    public sealed record EvidenceCollected(Host Host, HostEvidence Evidence) : CaseEvent;

    public sealed record CollectorLooked(GuestLook Look) : CaseEvent;

    public sealed record GatesRead(GateFacts Facts) : CaseEvent;

    /// <param name="Lost">What was lost to whom; null when everything was taken.</param>
    public sealed record Reserved(string? Lost) : CaseEvent;

    public sealed record Released : CaseEvent;

    public sealed record StepAnswered(StepOutcome Outcome) : CaseEvent;

    /// <summary>Transport trouble. Uncertain: a write may have happened.</summary>
    public sealed record TroubleMet(string Reason, TimeSpan? After, bool Uncertain) : CaseEvent;

    /// <param name="Problem">Why the certificate cannot be had; null when it can.</param>
    public sealed record CertificateAnswered(string Name, string? Problem) : CaseEvent;

    /// <summary>A message for this host ended in the dead-letter queue.</summary>
    public sealed record Dropped(string Reason) : CaseEvent;
}
