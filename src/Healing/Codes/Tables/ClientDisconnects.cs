using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>The first number that mstsc shows. Socket and time-out codes say only how the connection ended; they fit many causes.</summary>
internal static class ClientDisconnects
{
    public static IReadOnlyList<Code> All { get; } =
    [
        NoFault(0x0, "disconnectReasonNoInfo", "No information."),
        NoFault(0x1, "disconnectReasonLocalNotError", "The client ended it."),
        NoFault(0x2, "disconnectReasonRemoteByUser", "A user ended it at the other end."),
        NoFault(0x3, "disconnectReasonByServer", "The server ended it; the second number may say why."),
        Row(0x104, "disconnectReasonDNSLookupFailed", "The client could not resolve the name.", ClientSide, ProxyDns),
        Row(0x106, "disconnectReasonOutOfMemory", "Out of memory.", ClientSide, ResourceMemory),
        Row(0x108, "disconnectReasonConnectionTimedOut", "The connection timed out: packets are dropped somewhere before the guest, or nobody is there.", NsgDeny, AdminRuleDeny, GuestFirewall, LbMisconfig, GuestNic, VmNotRunning, BootFailure, ClientSide),
        Row(0x204, "disconnectReasonSocketConnectFailed", "The socket could not connect. Refused at once and timed out end alike here.", TermServiceDown, RdpDisabled, ListenerMissing, PortChanged, NsgDeny, GuestFirewall, VmNotRunning) with { Never = "Do not restart or re-open anything on this number alone: ask first whether the port refuses (nothing listens) or stays silent (something drops the packets)." },
        Row(0x206, "disconnectReasonOutOfMemory2", "Out of memory.", ClientSide, ResourceMemory),
        Row(0x208, "disconnectReasonHostNotFound", "The host was not found.", ClientSide, ProxyDns),
        Row(0x304, "disconnectReasonWinsockSendFailed", "Sending failed on an open connection.", ClientSide, TermServiceDown),
        Row(0x306, "disconnectReasonOutOfMemory3", "Out of memory.", ClientSide, ResourceMemory),
        Row(0x308, "disconnectReasonInvalidIPAddr", "The address is not valid.", ClientSide),
        Row(0x404, "disconnectReasonSocketRecvFailed", "Receiving failed on an open connection.", ClientSide, TermServiceDown, RdpFlood),
        Row(0x406, "disconnectReasonInvalidSecurityData", "Security data is not valid.", EncryptionFips, TlsPolicy),
        Row(0x408, "disconnectReasonInternalError", "Internal error: the number behind \"An internal error has occurred\". Microsoft names an attack on the port, an unreadable RSA key, disabled TLS and a bad certificate.", CertKeyAccess, CertSelfSignedStale, CertCustomInvalid, TlsPolicy, RdpFlood) with { Never = "Do not renew a certificate on this number alone: look at what the server presents, and at Schannel 36870 and 36871." },
        Row(0x506, "disconnectReasonInvalidEncryption", "The encryption method is not valid.", EncryptionFips),
        Row(0x508, "disconnectReasonDNSLookupFailed2", "The client could not resolve the name.", ClientSide, ProxyDns),
        Row(0x604, "disconnectReasonGetHostByNameFailed", "gethostbyname failed on the client.", ClientSide, ProxyDns),
        Row(0x606, "disconnectReasonInvalidServerSecurityInfo", "The server's security data is not valid.", CertCustomInvalid, EncryptionFips),
        Row(0x608, "disconnectReasonTimerError", "The client's timer failed.", ClientSide),
        Row(0x704, "disconnectReasonTimeoutOccurred", "A time-out occurred after the connection began.", NsgDeny, GuestFirewall, ResourceCpu, LogonHang, ClientSide),
        Row(0x706, "disconnectReasonServerCertificateUnpackErr", "The server's certificate could not be unpacked.", CertCustomInvalid, CertSelfSignedStale, CertKeyAccess),
        Row(0x804, "disconnectReasonInvalidIP", "The address is bad.", ClientSide),
        Row(0x807, "SSL_ERR_LOGON_FAILURE", "The logon failed.", AccountState),
        Row(0x808, "disconnectReasonLicensingFailed", "The licence negotiation failed.", RdsLicensing),
        Row(0x904, "disconnectReasonAtClientWinsockFDCLOSE", "The socket was closed. By whom and why the number does not say.", TermServiceDown, CertKeyAccess, RdpFlood, SessionCapacity, ClientSide) with { Never = "It is the most common number of all and proves nothing: many pages on the web give it one cause." },
        Row(0x906, "disconnectReasonInternalSecurityError", "Internal security error.", TlsPolicy, CertKeyAccess, EncryptionFips),
        Row(0x908, "disconnectReasonLicensingTimeout", "Licensing timed out.", RdsLicensing),
        Row(0xA06, "disconnectReasonInternalSecurityError2", "Internal security error.", TlsPolicy, CertKeyAccess, EncryptionFips),
        Row(0xA07, "SSL_ERR_NO_SUCH_USER", "The user has no account.", AccountState),
        Row(0xB06, "disconnectReasonEncryptionError", "Encrypting failed.", EncryptionFips, ClientSide),
        Row(0xB07, "SSL_ERR_ACCOUNT_DISABLED", "The account is disabled.", AccountState),
        Row(0xC06, "disconnectReasonDecryptionError", "Decrypting failed.", EncryptionFips, ClientSide),
        Row(0xC07, "SSL_ERR_ACCOUNT_RESTRICTION", "A restriction of the account forbids it.", AccountState, LogonRight),
        Row(0xC08, "disconnectReasonClientDecompressionError", "Decompressing failed on the client.", ClientSide),
        Row(0xD07, "SSL_ERR_ACCOUNT_LOCKED_OUT", "The account is locked out.", AccountState, RdpFlood),
        Row(0xE07, "SSL_ERR_ACCOUNT_EXPIRED", "The account is expired.", AccountState),
        Row(0xF07, "SSL_ERR_PASSWORD_EXPIRED", "The password is expired.", AccountState),
        Row(0x1207, "SSL_ERR_PASSWORD_MUST_CHANGE", "The password must be changed before the first logon.", AccountState),
        Row(0x1607, "SSL_ERR_DELEGATION_POLICY", "A policy does not allow credentials to be delegated to this server.", ClientSide),
        Row(0x1707, "SSL_ERR_POLICY_NTLM_ONLY", "Credentials may be delegated only after mutual authentication, and there was none.", ClientSide, DcUnreachable),
        Row(0x1807, "SSL_ERR_NO_AUTHENTICATING_AUTHORITY", "No authority could be contacted: the domain's name is wrong, the domain is out of reach, or a trust is broken.", DcUnreachable, DomainTrust, AccountState),
        Row(0x1B07, "SSL_ERR_CERT_EXPIRED", "The certificate that was received is expired, as the client's clock sees it.", CertCustomInvalid, CertSelfSignedStale, TimeSkew),
        Row(0x1C07, "SSL_ERR_SMARTCARD_WRONG_PIN", "Wrong PIN of the smart card.", AccountState),
        NoFault(0x2107, "SSL_ERR_FRESH_CRED_REQUIRED_BY_SERVER", "The server's policy does not take saved credentials; they must be typed."),
        Row(0x2207, "SSL_ERR_SMARTCARD_CARD_BLOCKED", "The smart card is blocked.", AccountState),
    ];

    private static Code NoFault(uint number, string symbol, string meaning) => Row(number, symbol, meaning) with { Fault = false };

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.ClientDisconnect, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Documented, Source = Sources.Disconnects,
    };
}
