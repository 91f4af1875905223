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
        new PortChanged(),
        new GuestFirewall(),
        new GuestNic(),
        new ListenerCertificate(ListenerCertificate.Invalid, invalid: true),
        new LbMisconfig(),
        new ListenerCertificate(ListenerCertificate.Expiring, invalid: false),
        new DrainMode(),
        new RdpExposed(),
    ];
}
