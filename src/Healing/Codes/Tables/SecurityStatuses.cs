using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>Statuses of the security support provider interface, as they stand in Schannel events and client messages. The numbers are read from an implementation's copy of the constants.</summary>
internal static class SecurityStatuses
{
    public static IReadOnlyList<Code> All { get; } =
    [
        Row(0x80090302, "SEC_E_UNSUPPORTED_FUNCTION", "The function is not supported: the two sides allow no common way to authenticate.", CredSspOracle, EncryptionFips, TlsPolicy),
        Row(0x80090304, "SEC_E_INTERNAL_ERROR", "The Local Security Authority reported an internal error.", DcUnreachable, DomainTrust, AccountState),
        Row(0x80090308, "SEC_E_INVALID_TOKEN", "A message of the handshake is not valid.", TlsPolicy, PortConflict),
        Row(0x8009030C, "SEC_E_LOGON_DENIED", "The logon was denied: the credentials were not accepted.", AccountState, RdpFlood) with { Never = "It is not an expired certificate, although a popular article says so: expired is 0x80090328, a key that cannot be used is 0x8009030D." },
        Row(0x8009030D, "SEC_E_UNKNOWN_CREDENTIALS", "The credentials were not recognised. In Schannel 36870 it means that the server's private key cannot be used.", CertKeyAccess, CertCustomInvalid) with { Never = "Do not grant rights on every machine key: the one file of the listener's key is enough." },
        Row(0x8009030E, "SEC_E_NO_CREDENTIALS", "No credentials are available.", CertCustomInvalid, AccountState),
        Row(0x80090311, "SEC_E_NO_AUTHENTICATING_AUTHORITY", "No authority could be contacted for authentication.", DcUnreachable, DomainTrust),
        Row(0x80090322, "SEC_E_WRONG_PRINCIPAL", "The target's name is not the one that answered.", DomainTrust, ProxyDns),
        Row(0x80090324, "SEC_E_TIME_SKEW", "The clocks of the two machines differ too much.", TimeSkew) with { Never = "The limit of Kerberos is five minutes by default. An article's alarm at five seconds would never be silent." },
        Row(0x80090325, "SEC_E_UNTRUSTED_ROOT", "The certificate chain ends in a root that is not trusted.", CertCustomInvalid, ClientSide) with { Never = "A self-signed certificate is Windows' default for RDP: clients warn, and no repair is due." },
        Row(0x80090326, "SEC_E_ILLEGAL_MESSAGE", "A message was not expected or badly formed.", TlsPolicy, PortConflict),
        Row(0x80090327, "SEC_E_CERT_UNKNOWN", "The certificate could not be processed.", CertCustomInvalid),
        Row(0x80090328, "SEC_E_CERT_EXPIRED", "The certificate is expired, as the side that reports it sees the time.", CertCustomInvalid, CertSelfSignedStale, TimeSkew),
        Row(0x80090329, "SEC_E_ENCRYPT_FAILURE", "A message could not be encrypted."),
        Row(0x80090330, "SEC_E_DECRYPT_FAILURE", "A message could not be decrypted."),
        Row(0x80090331, "SEC_E_ALGORITHM_MISMATCH", "The two sides have no algorithm in common.", TlsPolicy, EncryptionFips),
        Row(0x8009033E, "SEC_E_SMARTCARD_LOGON_REQUIRED", "The account may sign in with a smart card only.", AccountState),
        Row(0x80090349, "SEC_E_CERT_WRONG_USAGE", "The certificate is made for another purpose.", CertCustomInvalid),
        Row(0x8009035E, "SEC_E_DELEGATION_POLICY", "A policy does not allow credentials to be delegated to this server.", ClientSide),
        Row(0x8009035F, "SEC_E_POLICY_NLTM_ONLY", "Credentials may be delegated only after mutual authentication.", ClientSide, DcUnreachable) with { Texts = ["SEC_E_POLICY_NTLM_ONLY"] },
        Row(0x80090363, "SEC_E_MUTUAL_AUTH_FAILED", "Mutual authentication failed.", DomainTrust, DcUnreachable),
    ];

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.SecurityStatus, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Implementation, Source = Sources.Sspi,
    };
}
