using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Schannel's registry keeps the machine from offering TLS 1.2. Protocols are a security team's decision and count only after a restart of the machine: it is
/// named, and a person puts it right. TLS 1.0 and 1.1 are never a way out.
/// </summary>
public sealed class TlsPolicy : IFailure
{
    public FailureId Id { get; } = new(FailureIds.TlsPolicy);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.TlsPolicy, Queries.Detect("TlsPolicy"), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var probe = host.IsSessionHost ? null : cite.Read(evidence.Probe);
        var avd = host.IsSessionHost ? cite.Read(evidence.SessionHost) : null;
        var refused = probe is { Outcome: ProbeOutcome.TlsFailed };
        if (cite.Read(evidence.Guest)?.Tls is not { } tls) return refused ? Unseen(cite, evidence) : null;
        if (tls.Tls12On) return null;
        cite.For(evidence.Guest, Said(tls));
        cite.Event(evidence, "Schannel", 36871, 36874);
        cite.Signals(evidence, Id.Value);
        if (refused) cite.For(evidence.Probe, "TLS is agreed on, and then the handshake fails");
        else if (Handshake.Answers(probe)) cite.Against(evidence.Probe, "a TLS handshake succeeds: by TLS 1.3, or what was set waits for a restart");
        if (avd is { Status: not "Available" }) cite.For(evidence.SessionHost, $"the AVD service reports {avd.Status}");
        else if (avd is not null) cite.Against(evidence.SessionHost, "the AVD service reports Available");
        var works = Handshake.Answers(probe) || avd is { Status: "Available" };
        var part = works ? Part.Bystander : Handshake.EndsBefore(probe) || Handshake.RefusesSecurity(probe) ? Part.Contributes : Part.Cause;
        return cite.Diagnose(Id, refused ? 0.95 : 0.6, "the machine does not offer TLS 1.2")! with { PersonOnly = true, Part = part, Decisive = refused };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            Owner(host, evidence.Guest.Value),
            $"under HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server set Enabled to 1 and DisabledByDefault to 0, at their source if a policy or a hardening script sets them, then restart {host.Name} when nobody needs it (az vm restart --ids {host.Id}). Never switch TLS 1.0 or 1.1 on instead.",
            host.Role == HostRole.Pooled ? "the pool's other hosts take its people; drain it, or hand it to the replacer." : "reach the machine through the serial console."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>36871 is also written for clients, and by every program: with a refused handshake it is a guess.</summary>
    private Diagnosis? Unseen(Cite cite, HostEvidence evidence)
    {
        if (!cite.Event(evidence, "Schannel", 36871)) return null;
        cite.For(evidence.Probe, "TLS is agreed on, and then the handshake fails");
        return cite.Diagnose(Id, 0.5, "TLS fails and Schannel cannot make its credential, and nobody could look inside");
    }

    private static string Said(GuestTls tls) => tls.Tls12Enabled == 0 ? "TLS 1.2 is switched off for servers (Enabled is 0)" : "TLS 1.2 is off by default for servers (DisabledByDefault is 1)";

    private static string Owner(Host host, GuestFacts? guest) => guest?.Owners is { Count: > 0 } owners && owners.Any(owner => owner is "dsc" or "configmgr" or "mdm-rdp")
        ? $"the security team, and whoever runs {string.Join(" and ", owners.Where(owner => owner is "dsc" or "configmgr" or "mdm-rdp"))} on {host.Name}"
        : "the security team";
}
