using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The certificate that somebody bound to the listener is expired, missing, without its key, of the wrong use (<c>cert-custom-invalid</c>), or will soon
/// expire or is not the vault's newest (<c>cert-expiring</c>). A machine binds anew only what the host names in the vault; bindings of a group policy are the
/// PKI team's, and others their owner's. Off for AVD hosts: their RDP-Tcp certificate is not what users reach.
/// </summary>
public sealed class ListenerCertificate(FailureId id, bool invalid) : IFailure
{
    /// <summary>By group policy, which would overwrite us.</summary>
    private const int ByPolicy = 2;

    public static FailureId Invalid { get; } = new(FailureIds.CertCustomInvalid);

    public static FailureId Expiring { get; } = new(FailureIds.CertExpiring);

    public FailureId Id { get; } = id;

    public IReadOnlyList<Detector> Detectors { get; } = invalid ? [new(Invalid.Value, Queries.Detect("ListenerCertificate"), SignalWeight.Decisive)] : [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        var vault = host.Certificate is null ? null : cite.Read(evidence.Certificate);
        var seen = cite.Read(evidence.Probe);
        if (cite.Read(evidence.Guest)?.Certificate is not { } bound) return null;
        var wrong = Wrong(bound, now);
        var diagnosis = invalid ? wrong is null ? null : IsInvalid(cite, evidence, bound, seen, wrong, now) : wrong is not null ? null : IsExpiring(cite, host, evidence, bound, vault, policy, now);
        return diagnosis is null || Ours(host, bound) ? diagnosis : diagnosis with { PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var plan = new Plan { Failure = Id, ForPerson = ForPerson(host, evidence), ProofWithin = TimeSpan.FromMinutes(3) };
        if (evidence.Guest.Value?.Certificate is not { } bound || !Ours(host, bound) || evidence.Certificate.Value is not { } vault) return plan;
        var usable = vault.ServerAuthentication && !vault.Due(evidence.At, policy.RenewBefore);
        if (!usable) return vault.SelfRenewable ? plan with { NeedsRenewal = vault.Name } : plan with { ForPerson = $"{plan.ForPerson} Its issuer does not renew by itself: create a new version, have the CSR signed, and merge it." };
        return plan with { Rungs = [new Rung([Bind(vault)], "bind the vault's newest certificate")] };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        var probe = after.Probe.Value;
        // Nobody comes as far as the certificate: that is another failure's, and the binding was seen inside the guest.
        if ((Handshake.EndsBefore(probe) && probe is { Outcome: not ProbeOutcome.NotRdp, Reached: true }) || Handshake.RefusesSecurity(probe))
            return new Cure(CureVerdict.Helped, $"The certificate is bound inside the guest; the host itself ends with {probe!.Outcome}.");
        var connects = Proof.Connects(host, after, appliedAt);
        if (connects.Verdict == CureVerdict.Helped) return new Cure(CureVerdict.NotCured, connects.Said);
        if (connects.Verdict != CureVerdict.Cured) return connects;
        var wanted = plan.Rungs[^1].Steps[^1].Arguments[StepArguments.ParameterPrefix + "Thumbprint"];
        // The old certificate stays usable until the new one is seen on the wire.
        return Same(probe!.Thumbprint, wanted)
            ? connects
            : new Cure(CureVerdict.NotCured, $"RDP answers, and still presents {probe.Thumbprint}.");
    }

    private Diagnosis? IsInvalid(Cite cite, HostEvidence evidence, GuestCertificate bound, ProbeFacts? seen, string wrong, DateTimeOffset now)
    {
        cite.For(evidence.Guest, wrong);
        cite.Signals(evidence, Invalid.Value);
        cite.Event(evidence, Handshake.Manager, 1051, 1053, 1054, 1055, 1059, 1062, 1064, 1065);
        if (seen is { Outcome: ProbeOutcome.Answered, Thumbprint: { } shown }) cite.For(evidence.Probe, $"presents {shown} until {seen.NotAfter?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        var diagnosis = cite.Diagnose(Id, 0.95, wrong)!;
        // Windows falls back to a certificate of its own: where that one is in order, the bound one is not why TLS is refused.
        var fallback = Handshake.Own(bound) is { Thumbprint: not null, KeyReadable: true } own && own.NotAfter > now;
        if (!Handshake.RefusesTls(seen) || !fallback) return diagnosis;
        cite.Against(evidence.Probe, "TLS is refused, although Windows could present its own certificate instead");
        return diagnosis with { Part = Part.Contributes };
    }

    private Diagnosis? IsExpiring(Cite cite, Host host, HostEvidence evidence, GuestCertificate bound, CertificateFacts? vault, Policy policy, DateTimeOffset now)
    {
        var soon = bound.NotAfter - now <= policy.RenewBefore;
        if (Ours(host, bound))
        {
            if (vault is null) return null;
            var newer = vault.NotAfter > bound.NotAfter && !Same(vault.Thumbprint, bound.Thumbprint);
            if (soon && (newer || vault.Due(now, policy.RenewBefore))) cite.For(evidence.Guest, Ends(bound));
            if (newer) cite.For(evidence.Certificate, "the vault has a newer version than the host");
            return cite.Supports.Count == 0 ? null : cite.Diagnose(Id, 0.85, "the bound certificate is about to expire or is not the vault's newest");
        }

        // Windows renews its own in time, and enrolment one that a policy names, unless it says that it cannot.
        if (!soon || bound.Type == 1 || (bound.Type == ByPolicy && !cite.Event(evidence, Handshake.Manager, 1062, 1064, 1065))) return null;
        cite.For(evidence.Guest, Ends(bound));
        return cite.Diagnose(Id, 0.85, "the bound certificate is about to expire, and it is not one that this product renews")! with { Part = Part.Bystander };
    }

    /// <summary>The host names a certificate of the vault, and no policy binds another.</summary>
    private static bool Ours(Host host, GuestCertificate bound) => host.Certificate is not null && bound.Type != ByPolicy;

    private static string Ends(GuestCertificate bound) => string.Create(CultureInfo.InvariantCulture, $"the bound certificate expires on {bound.NotAfter:yyyy-MM-dd}");

    private static string ForPerson(Host host, HostEvidence evidence)
    {
        var bound = evidence.Guest.Value?.Certificate;
        if (bound?.Type == ByPolicy)
            return Handover.To("the PKI team", $"a group policy binds the certificate of {host.Name}; look at its template (Server authentication certificate template, under Remote Desktop Session Host, Security) and at enrolment on the machine: events 1062 (wrong subject), 1064 (cannot enrol), 1065 (expired, cannot be replaced), then run certutil -pulse there.", "people get Windows' own certificate, with a warning.");
        return host.Certificate is null
            ? Handover.To($"whoever bound {bound?.Thumbprint ?? "a certificate"} on {host.Name}", "install a valid certificate for server authentication in the machine's store My, grant NETWORK SERVICE read on its key, and set its thumbprint as SSLCertificateSHA1Hash of Win32_TSGeneralSetting; or remove that value, and Windows uses its own certificate. With the tag rdpmedic-certificate it is bound from the vault instead.")
            : Handover.To($"the owner of certificate {host.Certificate}", $"renew it in its vault, let {host.Name} fetch it, and bind its thumbprint to RDP-Tcp through Win32_TSGeneralSetting.");
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? Wrong(GuestCertificate bound, DateTimeOffset now) => Handshake.Unusable(bound)
        ?? (bound.Type is 2 or 3 && bound.NotAfter <= now ? string.Create(CultureInfo.InvariantCulture, $"the bound certificate expired on {bound.NotAfter:yyyy-MM-dd}") : null);

    private static Step Bind(CertificateFacts vault) => new()
    {
        Name = StepNames.BindCertificate,
        Kind = StepKinds.Script,
        Risk = Risk.R1,
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StepArguments.Script] = "certificate-bind",
            [StepArguments.Phase] = "Apply",
            [StepArguments.VerifyScript] = "certificate-verify",
            [StepArguments.ParameterPrefix + "SecretUri"] = vault.SecretId,
            [StepArguments.ParameterPrefix + "Thumbprint"] = vault.Thumbprint.ToUpperInvariant(),
        },
    };
}
