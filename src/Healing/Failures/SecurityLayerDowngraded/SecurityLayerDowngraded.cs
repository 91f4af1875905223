using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The listener does no TLS any more (SecurityLayer 0), or asks for less than Windows' defaults (no NLA, low encryption): mostly what the built-in
/// ResetRDPCert leaves. Whether a machine puts it back is a setting, because NLA that returns can lock somebody out.
/// </summary>
public sealed class SecurityLayerDowngraded : IFailure
{
    private const string Check = "SupportedEncryptionCheck";

    public FailureId Id { get; } = new(FailureIds.SecurityLayerDowngraded);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        var probe = host.IsSessionHost ? null : cite.Read(evidence.Probe);
        var avd = host.IsSessionHost ? cite.Read(evidence.SessionHost) : null;
        var guest = cite.Read(evidence.Guest);
        var refused = Handshake.RefusesSecurity(probe);
        var check = avd?.FailedChecks.Contains(Check, StringComparer.Ordinal) == true;
        var low = guest is null ? [] : Low(guest, check);
        if (!refused && !check && low.Count == 0) return null;
        if (low.Count > 0) cite.For(evidence.Guest, $"{string.Join(", ", low)}{(guest is not null && IsReset(guest) ? ": the values that the built-in ResetRDPCert leaves" : "")}");
        if (refused) cite.For(evidence.Probe, "the listener refuses TLS (negotiation failure 2)");
        else if (Handshake.Answers(probe)) cite.Against(evidence.Probe, "RDP answers with TLS");
        if (check) cite.For(evidence.SessionHost, $"the health check {Check} fails, status {avd!.Status}");
        cite.Event(evidence, Handshake.Manager, 1050);
        var off = guest is not null && Effective(guest, "SecurityLayer") == 0;
        // Check 8 is documented as switched off: that it is not reported proves nothing.
        var explains = refused || (avd is { Status: not "Available" } && (off || (check && guest is null)));
        var diagnosis = cite.Diagnose(Id, refused || (check && off) ? 0.95 : explains ? 0.6 : 0.8, Because(low, refused))!;
        return diagnosis with { Part = explains ? Part.Cause : policy.MendResidue ? Part.Contributes : Part.Bystander, Decisive = explains && off && (refused || check), PersonOnly = guest is null };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var (owner, why) = Ownership(host, evidence.Guest.Value);
        var repairs = policy.MendResidue && owner is null && evidence.Guest.Value is not null && host.Role is not (HostRole.Personal or HostRole.Protected);
        return new Plan
        {
            Failure = Id,
            Rungs = repairs
                ? [new Rung([.. PoolSteps.Drain(host), .. PoolSteps.Leave(host, evidence), Restore(host), GuestSteps.RestartTermService()], "put TLS, NLA and encryption back, and restart the service once nobody is signed in")]
                : [],
            ForPerson = Handover.To(owner ?? $"the owner of {host.Name}", $"{why}Then restart TermService when nobody is signed in. First ask whether somebody depends on it: NLA that returns can lock him out. Never run the built-in ResetRDPCert, which leaves these values."),
            ProofWithin = host.IsSessionHost ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(3),
        };
    }

    /// <summary>TLS is agreed on again; what ends the handshake after that is another failure's.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => !host.IsSessionHost && Handshake.RefusesTls(after.Probe.Value)
        ? new Cure(CureVerdict.Helped, $"The listener agrees to TLS again; the handshake now ends with {after.Probe.Value!.Outcome}.")
        : Proof.Connects(host, after, appliedAt);

    /// <summary>Values that come back as they were are somebody's: what was set once is remembered with the host, and not set again.</summary>
    private static Step Restore(Host host) => GuestSteps.Registry(StepNames.RestoreRdpSecurity, "security-baseline", Risk.R1) with { Touches = [$"{host.Id.Value}/guest/SecurityLayer"] };

    /// <summary>Below Windows' defaults. SecurityLayer 1 (negotiate) is one where the AVD service says so; elsewhere it is a common default.</summary>
    private static List<string> Low(GuestFacts guest, bool check)
    {
        var low = new List<string>();
        if (Effective(guest, "SecurityLayer") is var layer && (layer == 0 || (check && layer == 1))) low.Add(string.Create(CultureInfo.InvariantCulture, $"SecurityLayer is {layer}"));
        if (Effective(guest, "MinEncryptionLevel") == 1) low.Add("MinEncryptionLevel is 1");
        if (Effective(guest, "UserAuthentication") == 0) low.Add("UserAuthentication is 0 (no NLA)");
        return low;
    }

    private static long Effective(GuestFacts guest, string name) => guest.Policies?.TryGetValue(name, out var set) == true ? set : name switch
    {
        "SecurityLayer" => guest.Rdp.SecurityLayer,
        "MinEncryptionLevel" => guest.Rdp.MinEncryptionLevel,
        _ => guest.Rdp.UserAuthentication,
    };

    private static bool IsReset(GuestFacts guest) => guest is { Rdp: { SecurityLayer: 0, MinEncryptionLevel: 1 }, Certificate: null or { Type: 1 } };

    private static string Because(List<string> low, bool refused) => (low.Count, refused) switch
    {
        (0, true) => "the listener refuses TLS",
        (0, _) => "the AVD service says that the listener's encryption is not supported",
        (_, true) => $"the listener refuses TLS: {low[0]}",
        _ => string.Join(", ", low),
    };

    /// <summary>Who owns the values, when it is not us to write them; and what he should do.</summary>
    private static (string? Owner, string What) Ownership(Host host, GuestFacts? guest)
    {
        const string values = "SecurityLayer 2, UserAuthentication 1 and MinEncryptionLevel 3";
        var local = $"set {values} under HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp on {host.Name}, or set RdpMedic__MendResidue to true. ";
        if (guest is null) return (null, local);
        if (guest.Policies is null) return ($"the owner of {host.Name}", $"who sets these values could not be read; look with gpresult /h, and {local}");
        if (new[] { "SecurityLayer", "UserAuthentication", "MinEncryptionLevel" }.Any(name => guest.OwnedByPolicy(name) == true))
            return ("the owner of the group policy", $"under Remote Desktop Session Host, Security, set the security layer to SSL, require network level authentication, and set the encryption level to High ({values}) for {host.Name}. ");
        return guest.Owners?.FirstOrDefault(one => one is "mdm-rdp" or "dsc") is { } other ? ($"whoever runs {other} on {host.Name}", $"set {values} there; a local write would be undone. ") : (null, local);
    }
}
