using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>What a server answers when it refuses the negotiation, why a service does not start, and HRESULTs that mean nothing by themselves.</summary>
internal static class HandshakeAndServices
{
    public static IReadOnlyList<Code> All { get; } =
    [
        Negotiation(1, "SSL_REQUIRED_BY_SERVER", "The server wants TLS and the client offered plain RDP: the server is well.") with { Fault = false },
        Negotiation(2, "SSL_NOT_ALLOWED_BY_SERVER", "The server allows plain RDP only: its security layer is 0. Often left behind by the built-in ResetRDPCert script, which also removes the certificate and lowers encryption.", SecurityLayerDowngraded) with { Never = "Do not repair certificates with ResetRDPCert: it turns TLS and NLA off." },
        Negotiation(3, "SSL_CERT_NOT_ON_SERVER", "The server has no certificate that it can use.", CertKeyAccess, CertSelfSignedStale, CertCustomInvalid),
        Negotiation(4, "INCONSISTENT_FLAGS", "The flags of client and server contradict each other.", SecurityLayerDowngraded, EncryptionFips),
        Negotiation(5, "HYBRID_REQUIRED_BY_SERVER", "The server wants NLA and the client offered TLS only: the server is well.") with { Fault = false, Never = "It is no reason to turn NLA off." },
        Negotiation(6, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER", "The server wants TLS with a certificate of the user.", ClientSide),
        Start(5, "ERROR_ACCESS_DENIED", "Access denied: the access control of the service or its files was changed. For a person."),
        Start(1053, "ERROR_SERVICE_REQUEST_TIMEOUT", "The service did not answer in time.") with { Never = "Microsoft's table has the advice for 1053 and 1058 swapped." },
        Start(1058, "ERROR_SERVICE_DISABLED", "The service is disabled. Its default start mode is Manual.") with { Never = "Microsoft's table has the advice for 1053 and 1058 swapped. Set it to Manual (demand), not Automatic." },
        Start(1067, "ERROR_PROCESS_ABORTED", "The service's process ended unexpectedly."),
        Start(1069, "ERROR_SERVICE_LOGON_FAILED", "The service could not sign in: it must run as NT AUTHORITY\\NetworkService."),
        Start(1070, "ERROR_SERVICE_START_HANG", "The service hung while it started."),
        Generic(0x80131500, "COR_E_EXCEPTION", "A .NET exception of no particular kind. Many AVD symbols carry it: no healthy host, an unhealthy host with a session, a user who is not assigned, a client that hung up."),
        Generic(0x80004005, "E_FAIL", "An unspecified COM failure. Several AVD symbols carry it, among them a broken trust and a user whom the directory does not know."),
    ];

    private static Code Negotiation(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.NegotiationFailure, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Implementation, Source = Sources.Negotiation,
    };

    private static Code Start(uint number, string symbol, string meaning) => new()
    {
        Kind = CodeKind.ServiceStart, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = [new(TermServiceDown)], Known = Knowledge.Documented, Source = Sources.Services,
    };

    private static Code Generic(uint number, string symbol, string meaning) => new()
    {
        Kind = CodeKind.GenericResult, Numbers = [number], Symbol = symbol, Meaning = meaning, Known = Knowledge.Documented, Source = Sources.AvdErrors,
        Never = "Never key on this number. In WVDErrors read CodeSymbolic instead.",
    };
}
