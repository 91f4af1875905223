using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>What a handshake that ends early and the certificates inside say together; what the classes of TLS and certificates read alike.</summary>
internal static class Handshake
{
    /// <summary>The provider of the events on the listener's certificate and encryption.</summary>
    public const string Manager = "TerminalServices-RemoteConnectionManager";

    /// <summary>TLS was wanted and could not be done: no certificate (RDP_NEG_FAILURE 3), or the handshake itself failed. Whoever sees that came as far as the host.</summary>
    public static bool RefusesTls(ProbeFacts? probe) => probe is { Outcome: ProbeOutcome.TlsFailed } or { Outcome: ProbeOutcome.NegotiationRefused, NegotiationFailure: 3 };

    /// <summary>RDP_NEG_FAILURE 2: standard RDP security only.</summary>
    public static bool RefusesSecurity(ProbeFacts? probe) => probe is { Outcome: ProbeOutcome.NegotiationRefused, NegotiationFailure: 2 };

    /// <summary>Nobody comes as far as TLS, so that nothing about it explains what is seen.</summary>
    public static bool EndsBefore(ProbeFacts? probe) => probe is { Outcome: ProbeOutcome.Timeout or ProbeOutcome.Refused or ProbeOutcome.NoAnswer or ProbeOutcome.NotRdp };

    public static bool Answers(ProbeFacts? probe) => probe is { Outcome: ProbeOutcome.Answered };

    /// <summary>Windows' own certificate: as the collector says, or the bound one where that is it. Null: nobody could look.</summary>
    public static GuestOwnCertificate? Own(GuestCertificate? bound) => bound switch
    {
        { Own: { } own } => own,
        { Type: 1, Present: true } => new GuestOwnCertificate(bound.Thumbprint, bound.NotAfter, KeyFile: true, bound.HasPrivateKey ? bound.KeyReadable : false),
        { Type: 1 } => new GuestOwnCertificate(null, null, KeyFile: false, KeyReadable: null),
        _ => null,
    };

    /// <summary>The listener uses Windows' own certificate: nothing is bound, or what is bound cannot be used (events 1051, 1054, 1055).</summary>
    public static bool UsesOwn(GuestCertificate bound) => bound.Type == 1 || Unusable(bound) is not null;

    /// <summary>Why a bound certificate cannot be used at all; null: it can, or nobody could tell. An expired one can: it is presented.</summary>
    public static string? Unusable(GuestCertificate bound) => bound switch
    {
        { Type: not (2 or 3) } => null,
        { Present: false } => $"the bound certificate {bound.Thumbprint} is not in the machine's store",
        { HasPrivateKey: false } => "the bound certificate has no private key",
        { KeyReadable: false } => "NETWORK SERVICE cannot read the bound certificate's key",
        { ServerAuth: false } => "the bound certificate is not for server authentication",
        _ => null,
    };
}
