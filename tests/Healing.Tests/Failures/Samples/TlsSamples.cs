using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of TLS, its certificates, and what the listener asks of clients.</summary>
internal static class TlsSamples
{
    public const string Manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";

    private static readonly string[] Family = ["cert-key-access", "cert-selfsigned-stale", "tls-policy", "security-layer-downgraded", "encryption-fips", "credssp-oracle", "cert-custom-invalid", "cert-expiring"];

    private static readonly Host Certified = Some.Machine with { Certificate = "rdp" };

    private static readonly Reading<CertificateFacts> Vault = Some.Of(new CertificateFacts("rdp", "BB22", "https://vault/secrets/rdp/2", Now + TimeSpan.FromDays(300), true, false, true), Now, Vantage.Vault);

    /// <summary>Windows' own certificate when all is well.</summary>
    public static GuestOwnCertificate Own { get; } = new("EE55", FailureSample.Now.AddMonths(3), KeyFile: true, KeyReadable: true);

    private static DateTimeOffset Now => FailureSample.Now;

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        Of("cert-key-access", Seen(Unbound(Own with { KeyReadable = false }), ProbeOutcome.TlsFailed) with { Logs = Logs(("Schannel", 36870), (Manager, 1058)) }),
        Of("cert-key-access", Seen(Unbound(new GuestOwnCertificate(null, null, KeyFile: false, KeyReadable: null)), ProbeOutcome.NegotiationRefused, 3) with { Logs = Logs((Manager, 1057)) }),
        Of("cert-selfsigned-stale", Presents(Unbound(Own with { NotAfter = Now.AddDays(-1) }), "EE55", Now.AddDays(-1))),
        Of("cert-selfsigned-stale", Seen(Unbound(new GuestOwnCertificate(null, null, KeyFile: true, KeyReadable: true)), ProbeOutcome.NegotiationRefused, 3)),
        Of("cert-selfsigned-stale", Presents(Unbound(Own), "DD44", Now.AddDays(-1))),
        Of("tls-policy", Seen(guest => guest with { Tls = guest.Tls! with { Tls12Enabled = 0 } }, ProbeOutcome.TlsFailed) with { Logs = Logs(("Schannel", 36871)) }),
        Of("security-layer-downgraded", Seen(guest => guest with { Rdp = guest.Rdp with { SecurityLayer = 0, MinEncryptionLevel = 1 } }, ProbeOutcome.NegotiationRefused, 2)),
        Of("security-layer-downgraded", Seen(guest => guest with { Rdp = guest.Rdp with { SecurityLayer = 0, MinEncryptionLevel = 1 } }, ProbeOutcome.NegotiationRefused, 2)) with { Policy = new Policy { MendResidue = true } },
        new("security-layer-downgraded", Some.SessionHost, Some.DesktopEvidence(Now) with
        {
            Guest = Some.Of(Some.Desktop() with { Rdp = Some.Desktop().Rdp with { SecurityLayer = 0 } }, Now),
            SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", FailedChecks = ["SupportedEncryptionCheck"] }, Now, Vantage.ControlPlane),
        }, Others("security-layer-downgraded")) { Policy = new Policy { MendResidue = true } },
        Of("encryption-fips", Seen(guest => guest with { Tls = guest.Tls! with { Fips = true } }, ProbeOutcome.Answered) with { Logs = Logs((Manager, 1050)) }),
        Of("credssp-oracle", Some.Evidence(Now) with
        {
            Guest = Some.Of(Some.Guest() with { Tls = Some.Guest().Tls! with { Tspkg = "10.0.14393.2125" } }, Now),
            Logs = Some.Of(Some.Logs(Now) with { Successes = new ConnectionCount(0, 0, null) }, Now, Vantage.Logs),
        }),
        Bound("cert-custom-invalid", bound => bound with { Present = false, HasPrivateKey = false, ServerAuth = false, NotAfter = null }),
        Bound("cert-custom-invalid", bound => bound with { ServerAuth = false }),
        Bound("cert-custom-invalid", bound => bound with { Type = 2, NotAfter = Now.AddDays(-1) }) with { Host = Some.Machine },
        Bound("cert-custom-invalid", bound => bound with { NotAfter = Now.AddDays(-1) }) with { Host = Some.Machine },
    ];

    /// <summary>The guest with nothing bound, so that Windows' own certificate is used.</summary>
    public static Func<GuestFacts, GuestFacts> Unbound(GuestOwnCertificate own) => guest => guest with
    {
        Certificate = new GuestCertificate(own.Thumbprint ?? "", 1, own.Thumbprint is not null, own.Thumbprint is not null, own.KeyReadable, own.NotAfter, own.Thumbprint is not null, null) { Own = own },
    };

    public static HostEvidence Seen(Func<GuestFacts, GuestFacts> change, ProbeOutcome outcome, int? failure = null) => Some.Evidence(Now) with
    {
        Guest = Some.Of(change(Some.Guest()), Now),
        Probe = outcome == ProbeOutcome.Answered ? Some.Evidence(Now).Probe : Some.Knock(Now, outcome, failure),
    };

    /// <summary>A handshake that succeeds, with this certificate.</summary>
    public static HostEvidence Presents(Func<GuestFacts, GuestFacts> change, string thumbprint, DateTimeOffset notAfter) => Some.Evidence(Now) with
    {
        Guest = Some.Of(change(Some.Guest()), Now),
        Probe = Some.Of(new ProbeFacts(ProbeOutcome.Answered, null, thumbprint, "CN=vm-1", notAfter, Reached: true), Now, Vantage.Probe),
    };

    public static Reading<LogFacts> Logs(params (string Source, int Id)[] events) =>
        Some.Of(Some.Logs(Now) with { Events = [.. events.Select(one => new LogEvent("System", one.Source, one.Id, 3, Now - TimeSpan.FromMinutes(3), "…"))] }, Now, Vantage.Logs);

    private static FailureSample Of(string failure, HostEvidence evidence) => new(failure, Some.Machine, evidence, Others(failure));

    /// <summary>A certificate that is bound, and wrong; Windows presents its own where it cannot be used.</summary>
    private static FailureSample Bound(string failure, Func<GuestCertificate, GuestCertificate> change) => new(
        failure,
        Certified,
        Presents(guest => guest with { Certificate = change(guest.Certificate!) with { Own = Own } }, "EE55", Own.NotAfter!.Value) with { Certificate = Vault },
        Others(failure));

    private static IReadOnlyList<string> Others(string failure) => [.. Family.Where(other => other != failure), "termservice-down", "nsg-deny"];
}
