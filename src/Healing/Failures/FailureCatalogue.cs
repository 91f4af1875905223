namespace RdpMedic.Healing.Failures;

/// <summary>All failure classes. The order is the precedence between equally certain diagnoses. To add one: a folder beside this, and a line here.</summary>
public static class FailureCatalogue
{
    public static IReadOnlyList<IFailure> All { get; } =
    [
        new NsgDeny(),
        new RdpDisabled(),
        new ListenerMissing(),
        new PortConflict(),
        new TermServiceDown(),
        new SecurityLayerDowngraded(),
        new TlsPolicy(),
        new SelfSignedCertificate(SelfSignedCertificate.KeyAccess, keyAccess: true),
        new PortChanged(),
        new GuestFirewallShut(),
        new GuestNic(),
        new ListenerCertificate(ListenerCertificate.Invalid, invalid: true),
        new SelfSignedCertificate(SelfSignedCertificate.Stale, keyAccess: false),
        new EncryptionFips(),
        new CredSspOracle(),
        new LbMisconfig(),
        new ListenerCertificate(ListenerCertificate.Expiring, invalid: false),
        new DomainTrust(),
        new DcUnreachable(),
        new TimeSkew(),
        new LogonRight(),
        new EntraSignIn(),
        new RdsLicensing(),
        new BadUpdate(),
        new AccountState(),
        new AvdRegistration(),
        new AvdAgentDown(),
        new AvdSxsListener(),
        new ProxyDns(),
        new AvdUserAuthorization(),
        new DrainMode(),
        new RdpExposed(),
    ];
}
