using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The listener's own certificate is expired, missing, without its key, of the wrong use (<c>cert-custom-invalid</c>), or will soon expire or is
/// not the vault's newest (<c>cert-expiring</c>). Off for AVD hosts: their RDP-Tcp certificate is not what users reach.
/// </summary>
public sealed class ListenerCertificate(FailureId id, bool invalid) : IFailure
{
    public static FailureId Invalid { get; } = new(FailureIds.CertCustomInvalid);

    public static FailureId Expiring { get; } = new(FailureIds.CertExpiring);

    public FailureId Id { get; } = id;

    public IReadOnlyList<Detector> Detectors { get; } = invalid ? [new(Invalid.Value, Queries.Detect("ListenerCertificate"), SignalWeight.Decisive)] : [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost || host.Certificate is null) return null;
        var cite = new Cite();
        cite.Signals(evidence, Invalid.Value);
        var vault = cite.Read(evidence.Certificate);
        var seen = cite.Read(evidence.Probe);
        if (cite.Read(evidence.Guest)?.Certificate is not { } bound) return null;
        // 2: bound by group policy, which would overwrite us. Owned elsewhere.
        if (bound.Type == 2) return null;
        var wrong = Wrong(bound, now);
        if (invalid)
        {
            if (wrong is null) return null;
            cite.For(evidence.Guest, wrong);
            if (seen is { Outcome: ProbeOutcome.Answered, Thumbprint: { } shown }) cite.For(evidence.Probe, $"presents {shown} until {seen.NotAfter?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            return cite.Diagnose(Id, 0.95, wrong);
        }

        if (wrong is not null || vault is null) return null;
        var newer = vault.NotAfter > bound.NotAfter && !Same(vault.Thumbprint, bound.Thumbprint);
        if (bound.NotAfter - now <= policy.RenewBefore && (newer || vault.Due(now, policy.RenewBefore))) cite.For(evidence.Guest, string.Create(CultureInfo.InvariantCulture, $"the bound certificate expires on {bound.NotAfter:yyyy-MM-dd}"));
        if (newer) cite.For(evidence.Certificate, "the vault has a newer version than the host");
        return cite.Supports.Any(citation => citation.Vantage != Vantage.Logs) ? cite.Diagnose(Id, 0.85, "the bound certificate is about to expire or is not the vault's newest") : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var plan = new Plan
        {
            Failure = Id,
            ForPerson = $"Renew certificate {host.Certificate} in its vault, let {host.Name} fetch it, and bind its thumbprint to RDP-Tcp through Win32_TSGeneralSetting.",
            ProofWithin = TimeSpan.FromMinutes(3),
        };
        if (evidence.Certificate.Value is not { } vault) return plan;
        var usable = vault.ServerAuthentication && !vault.Due(evidence.At, policy.RenewBefore);
        if (!usable) return vault.SelfRenewable ? plan with { NeedsRenewal = vault.Name } : plan with { ForPerson = $"{plan.ForPerson} Its issuer does not renew by itself: create a new version, have the CSR signed, and merge it." };
        return plan with { Rungs = [new Rung([Bind(vault)], "bind the vault's newest certificate")] };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        // Nobody comes as far as the certificate: that is another failure's, and the binding was seen inside the guest.
        if (after.Probe.Value is { Outcome: ProbeOutcome.Timeout or ProbeOutcome.Refused or ProbeOutcome.NoAnswer, Reached: true } before)
            return new Cure(CureVerdict.Helped, $"The certificate is bound inside the guest; the host itself ends with {before.Outcome}.");
        var connects = Proof.Connects(host, after, appliedAt);
        if (connects.Verdict == CureVerdict.Helped) return new Cure(CureVerdict.NotCured, connects.Said);
        if (connects.Verdict != CureVerdict.Cured) return connects;
        var wanted = plan.Rungs[^1].Steps[^1].Arguments[StepArguments.ParameterPrefix + "Thumbprint"];
        // The old certificate stays usable until the new one is seen on the wire.
        return Same(after.Probe.Value!.Thumbprint, wanted)
            ? connects
            : new Cure(CureVerdict.NotCured, $"RDP answers, and still presents {after.Probe.Value.Thumbprint}.");
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? Wrong(GuestCertificate bound, DateTimeOffset now) => bound switch
    {
        { Type: not 3 } => null,
        { Present: false } => $"the bound certificate {bound.Thumbprint} is not in the machine's store",
        { HasPrivateKey: false } => "the bound certificate has no private key",
        { KeyReadable: false } => "NETWORK SERVICE cannot read the bound certificate's key",
        { ServerAuth: false } => "the bound certificate is not for server authentication",
        _ when bound.NotAfter <= now => string.Create(CultureInfo.InvariantCulture, $"the bound certificate expired on {bound.NotAfter:yyyy-MM-dd}"),
        _ => null,
    };

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
