using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of the first four classes.</summary>
internal static class FirstSamples
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    private static readonly Host Certified = Some.Machine with { Certificate = "rdp" };

    private static readonly DesiredBackend Backend = new() { LoadBalancer = "/lb", Pool = "rdp", Members = ["vm-1"] };

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        new("termservice-down", Some.Machine, Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Refused), Guest = Some.Of(Some.Guest("Stopped"), Now) }, ["nsg-deny", "lb-misconfig", "cert-custom-invalid"]),
        new("cert-custom-invalid", Certified, Bound(guest => guest with { KeyReadable = false }) with { Probe = Some.Knock(Now, ProbeOutcome.TlsFailed) }, ["termservice-down", "nsg-deny", "cert-expiring"]),
        new("cert-expiring", Certified, Bound(guest => guest with { NotAfter = Now + TimeSpan.FromDays(3) }), ["cert-custom-invalid", "termservice-down", "lb-misconfig"]),
        new("nsg-deny", Some.Machine, Some.Evidence(Now) with
        {
            Probe = Some.Knock(Now, ProbeOutcome.Timeout),
            Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], null)], null, null), Now, Vantage.ControlPlane),
        }, ["termservice-down", "lb-misconfig", "cert-custom-invalid"]),
        new("lb-misconfig", Some.Machine, Some.Evidence(Now) with { LoadBalancing = Some.Of(new LoadBalancing([new BackendFacts(Backend, false, false, 3, 3389, true)]), Now, Vantage.ControlPlane) }, ["termservice-down", "nsg-deny", "cert-custom-invalid"]),
    ];

    private static HostEvidence Bound(Func<GuestCertificate, GuestCertificate> change) => Some.Evidence(Now) with
    {
        Guest = Some.Of(Some.Guest() with { Certificate = change(Some.Guest().Certificate!) }, Now),
        Certificate = Some.Of(new CertificateFacts("rdp", "BB22", "https://vault/secrets/rdp/2", Now + TimeSpan.FromDays(300), true, false, true), Now, Vantage.Vault),
    };
}
