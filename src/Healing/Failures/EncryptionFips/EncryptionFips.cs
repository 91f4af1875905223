using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The machine demands FIPS encryption, and some client cannot meet it, or the demand does not go with the security layer. The demand is somebody's decision:
/// the client is raised, the machine is never lowered. Alone it is no fault.
/// </summary>
public sealed class EncryptionFips : IFailure
{
    private const int FipsLevel = 4;

    public FailureId Id { get; } = new(FailureIds.EncryptionFips);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.EncryptionFips, Queries.Detect("EncryptionFips"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest) is not { Tls: { } tls } guest) return null;
        var level = guest.Policies?.TryGetValue("MinEncryptionLevel", out var set) == true ? (int)set : guest.Rdp.MinEncryptionLevel;
        if (!tls.Fips && level != FipsLevel) return null;
        var probe = host.IsSessionHost ? null : cite.Read(evidence.Probe);
        var mismatch = cite.Event(evidence, Handshake.Manager, 1050) | cite.Event(evidence, "TermDD", 50, 56);
        if (probe is { Outcome: ProbeOutcome.TlsFailed } && cite.Event(evidence, "Schannel", 36874))
        {
            mismatch = true;
            cite.For(evidence.Probe, "TLS is agreed on, and then the handshake fails");
        }

        // A demand that everybody meets is how it should be.
        if (!mismatch) return null;
        cite.Signals(evidence, Id.Value);
        cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"FIPS is {(tls.Fips ? "on" : "off")}, the lowest encryption level is {level}"));
        if (Handshake.Answers(probe)) cite.Against(evidence.Probe, "a client with current TLS gets through");
        return cite.Diagnose(Id, 0.65, "the machine demands FIPS encryption, and clients fail on encryption")! with { PersonOnly = true, Part = Handshake.EndsBefore(probe) ? Part.Contributes : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the security team",
            $"find out which clients fail on {host.Name} (events 1050, 50, 56 and 36874) and raise those: a current Remote Desktop client with TLS 1.2. MinEncryptionLevel and FIPSAlgorithmPolicy stay as they are; lowering them is for whoever owns that demand, and never a repair.",
            "connect with a current client."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
