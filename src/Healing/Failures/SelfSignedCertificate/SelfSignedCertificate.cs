using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Windows' own certificate for the listener cannot be used: its key cannot be read or made (<c>cert-key-access</c>), or it expired or is gone and was not
/// made anew (<c>cert-selfsigned-stale</c>). It is what people see when nothing is bound, and what Windows falls back to. Off for AVD hosts.
/// </summary>
public sealed class SelfSignedCertificate(FailureId id, bool keyAccess) : IFailure
{
    public static FailureId KeyAccess { get; } = new(FailureIds.CertKeyAccess);

    public static FailureId Stale { get; } = new(FailureIds.CertSelfSignedStale);

    public FailureId Id { get; } = id;

    public IReadOnlyList<Detector> Detectors { get; } = keyAccess ? [new(KeyAccess.Value, Queries.Detect("SelfSignedCertificate"), SignalWeight.Decisive)] : [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        var probe = cite.Read(evidence.Probe);
        var bound = cite.Read(evidence.Guest)?.Certificate;
        if (bound is null || Handshake.Own(bound) is not { } own) return keyAccess ? Unseen(cite, evidence, probe) : null;
        if ((keyAccess ? Locked(own, evidence) : Outdated(bound, own, evidence, now)) is not { } fault) return null;
        cite.For(evidence.Guest, fault);
        var events = cite.Event(evidence, Handshake.Manager, 1057, 1058) | (keyAccess && cite.Event(evidence, "Schannel", 36870));
        var seen = Cited(cite, own, evidence, now);
        var diagnosis = cite.Diagnose(Id, seen ? 0.95 : events ? 0.8 : 0.7, fault)!;
        var part = PartOf(host, bound, probe, seen);
        return diagnosis with { Part = part, Decisive = seen && part == Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var plan = new Plan { Failure = Id, ForPerson = ForPerson(host), ProofWithin = TimeSpan.FromMinutes(3) };
        if (host.IsSessionHost || Handshake.Own(evidence.Guest.Value?.Certificate) is not { } own) return plan;
        IEnumerable<Step> restart = [.. PoolSteps.Leave(host, evidence), GuestSteps.RestartTermService()];
        // What the store has is good: only the service still holds the old one.
        if (!keyAccess && own.Thumbprint is not null && own.NotAfter > evidence.At) return plan with { Rungs = [new Rung([.. restart], "restart the service, which still holds the old certificate, once nobody is signed in")] };
        // Rights that come back as they were are somebody's: what was set once is remembered with the host, and not set again.
        var make = keyAccess ? Script(StepNames.RepairOwnKey, "Repair") with { Touches = [$"{host.Id.Value}/guest/TSSecKeySet1"] } : Script(StepNames.RenewOwnCertificate, "Renew");
        return plan with
        {
            Rungs =
            [
                new Rung([make], keyAccess ? "let the service read its own key again, and have Windows make the certificate anew" : "have Windows make its certificate anew"),
                new Rung([.. PoolSteps.Leave(host, evidence), make, GuestSteps.RestartTermService()], "the same, and restart the service once nobody is signed in"),
            ],
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        var probe = after.Probe.Value;
        // The certificate was seen inside the guest; that nobody comes as far as it is another failure's.
        if (Handshake.EndsBefore(probe) && probe!.Reached) return new Cure(CureVerdict.Helped, $"The certificate is in order inside the guest; the host itself ends with {probe.Outcome}.");
        if (Handshake.RefusesSecurity(probe)) return new Cure(CureVerdict.Helped, "The certificate is in order inside the guest; the listener does no TLS at all.");
        return Handshake.Answers(probe) && probe!.NotAfter <= after.At
            ? new Cure(CureVerdict.NotCured, string.Create(CultureInfo.InvariantCulture, $"RDP answers, and still presents a certificate that expired on {probe.NotAfter:yyyy-MM-dd}."))
            : Proof.Connects(host, after, appliedAt);
    }

    /// <summary>Nobody could look inside: what the logs say is named, and not acted on. Schannel writes 36870 for every program that does TLS.</summary>
    private Diagnosis? Unseen(Cite cite, HostEvidence evidence, ProbeFacts? probe)
    {
        if (!Handshake.RefusesTls(probe)) return null;
        cite.Signals(evidence, KeyAccess.Value);
        if (!(cite.Event(evidence, "Schannel", 36870) | cite.Event(evidence, Handshake.Manager, 1057, 1058))) return null;
        cite.For(evidence.Probe, $"TLS ends with {probe!.Outcome}");
        return cite.Diagnose(Id, 0.5, "TLS is refused and a key is said to be unreadable, and nobody could look inside");
    }

    private static string? Locked(GuestOwnCertificate own, HostEvidence evidence) => own switch
    {
        { KeyReadable: false } => "NETWORK SERVICE cannot read the key of Windows' own certificate",
        // Made anew and failed: "access is denied", "keyset does not exist", "object already exists".
        { Thumbprint: null, KeyReadable: null } when evidence.Logs.Value?.Of(Handshake.Manager, 1057, 1058).Any() == true => "Windows has no certificate of its own, and fails to make one",
        _ => null,
    };

    /// <summary>
    /// One whose key cannot be read, or that Windows fails to make, is the other class's; and one that nobody uses may be as old as it likes. A service that
    /// presents an expired one while the store has a new one holds it in memory.
    /// </summary>
    private static string? Outdated(GuestCertificate bound, GuestOwnCertificate own, HostEvidence evidence, DateTimeOffset now) => own switch
    {
        _ when !Handshake.UsesOwn(bound) || Locked(own, evidence) is not null => null,
        { Thumbprint: null } => "Windows has no certificate of its own, and made none",
        { NotAfter: { } end } when end <= now => string.Create(CultureInfo.InvariantCulture, $"Windows' own certificate expired on {end:yyyy-MM-dd} and was not made anew"),
        _ when evidence.Probe.Value is { } probe && Expired(probe, now) && !Same(probe.Thumbprint, own.Thumbprint) => "the service still presents a certificate that expired, although Windows has made a new one",
        _ => null,
    };

    private static bool Expired(ProbeFacts probe, DateTimeOffset now) => Handshake.Answers(probe) && probe.NotAfter <= now;

    /// <summary>Cites the handshake; answers whether it shows this very fault. A certificate that expired refuses nobody: it is presented.</summary>
    private bool Cited(Cite cite, GuestOwnCertificate own, HostEvidence evidence, DateTimeOffset now)
    {
        if (evidence.Probe.Value is not { } probe) return false;
        var refused = Handshake.RefusesTls(probe);
        var shown = keyAccess ? refused : Expired(probe, now) || (refused && own.Thumbprint is null);
        var code = probe.NegotiationFailure is { } number ? string.Create(CultureInfo.InvariantCulture, $", code {number}") : "";
        var said = Handshake.Answers(probe) ? string.Create(CultureInfo.InvariantCulture, $"presents {probe.Thumbprint}, valid until {probe.NotAfter:yyyy-MM-dd}") : $"the handshake ends with {probe.Outcome}{code}";
        if (shown) cite.For(evidence.Probe, said);
        else cite.Against(evidence.Probe, said);
        return shown;
    }

    private static Part PartOf(Host host, GuestCertificate bound, ProbeFacts? probe, bool seen)
    {
        // Another certificate is bound and works, or people get TLS all the same.
        if (!Handshake.UsesOwn(bound) || (Handshake.Answers(probe) && !seen)) return Part.Bystander;
        // Something else ends the handshake; or the certificate that the host should present comes first: binding it ends no session.
        return (probe is not null && !seen) || (bound.Type == 3 && host.Certificate is not null) ? Part.Contributes : Part.Cause;
    }

    private string ForPerson(Host host) => Handover.To(
        $"an administrator of {host.Name}",
        keyAccess
            ? "rename the file f686aace6942fb7f7ceb231212eef4a4_* under %ProgramData%\\Microsoft\\Crypto\\RSA\\MachineKeys, delete the certificate in the machine's store Remote Desktop, and restart the machine when nobody needs it. Never grant rights on the whole folder, and never run the built-in ResetRDPCert: it switches TLS off."
            : "delete the certificate in the machine's store Remote Desktop, restart the service SessionEnv, and see by event 1056 that a new one was made. Never run the built-in ResetRDPCert: it switches TLS off.",
        "reach the machine through the serial console.");

    private static Step Script(string name, string phase) => GuestSteps.Script(name, "own-certificate-repair", "own-certificate-verify", phase, Risk.R1, []);

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
