using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>Sentences that clients show, and the one pair of numbers that everybody searches for. A sentence names a family of causes at best.</summary>
internal static class ClientTexts
{
    public static IReadOnlyList<Code> All { get; } =
    [
        new()
        {
            Kind = CodeKind.ClientPair, Numbers = [0x904, 0x7], Symbol = "0x904 with 0x7", Known = Knowledge.GeneralKnowledge, Source = Sources.Halves, Candidates = Of(TermServiceDown, CertKeyAccess, RdpFlood, SessionCapacity),
            Meaning = "The socket was closed, and the server denied the connection. Microsoft explains the pair no further; only evidence from the host can say which of the candidates it is.",
            Never = "Pages that explain this pair in detail copy from one another. Do not choose a repair from it.",
        },
        Text(Sources.InternalError, "An internal error has occurred", "The connection broke before or during TLS. Microsoft names an attack on the port, unreadable RSA keys, disabled TLS and a corrupt or expired certificate.", ["internal error has occurred", "rdp internal error"], CertKeyAccess, CertSelfSignedStale, CertCustomInvalid, TlsPolicy, RdpFlood) with
        {
            Never = "It is not always a certificate. Do not turn TLS 1.0 or 1.1 on, and do not grant rights on the whole MachineKeys folder, although Microsoft's page of 2018 to 2023 says so: the key file of the listener and TLS 1.2 are enough.",
        },
        Text(Sources.InternalError, "Configuring remote session (and no further)", "The client stays at \"Configuring remote session\": TLS or its certificate, a flooded port, or licensing.", ["configuring remote session"], RdsLicensing, CertKeyAccess, TlsPolicy, RdpFlood),
        Text(Sources.GeneralError, "Remote Desktop can't connect … for one of these reasons", "Remote access is not enabled, the computer is off, or it is not on the network: the client lists all three because it does not know.", ["for one of these reasons", "remote access to the server is not enabled", "remote computer is not available on the network"], TermServiceDown, RdpDisabled, ListenerMissing, VmNotRunning, NsgDeny, GuestFirewall),
        Text(Sources.Authentication, "The Local Security Authority cannot be contacted", "Authentication found no authority: controller out of reach, broken secure channel, stale machine password, FIPS or TLS settings, or disabledomaincreds.", ["local security authority cannot be contacted"], DcUnreachable, DomainTrust, EncryptionFips, TlsPolicy, AccountState),
        Text(Sources.Authentication, "Requires Network Level Authentication, but your domain controller cannot be contacted", "NLA needs a controller, and the server found none.", ["domain controller cannot be contacted"], DcUnreachable, DomainTrust, TimeSkew) with { Never = "Turning NLA off hides it and lowers security; it is no repair." },
        Text(Sources.CredSsp, "This could be due to CredSSP encryption oracle remediation", "One side has the fix for CVE-2018-0886 and its policy refuses the other.", ["credssp encryption oracle"], CredSspOracle) with { Never = "AllowEncryptionOracle = 2 makes both sides vulnerable: only as an approved exception that ends by itself. The cure is to patch the other side." },
        Text(Sources.NoLicence, "There are no Remote Desktop License Servers available", "No licence server answers, or the grace period is over.", ["remote desktop license servers available"], RdsLicensing) with { Never = "Never delete the grace period key: that gets around the licence. The grace period is 120 days; the page that says 180 is wrong." },
        Text(Sources.SpecificErrors, "Your credentials did not work", "The account, the password, or the domain in front of the name is wrong.", ["credentials did not work"], AccountState, ClientSide),
        Text(Sources.SpecificErrors, "This computer can't connect to the remote computer", "Ambiguous: a missing right, a certificate or TLS, or authentication.", ["this computer cant connect to the remote computer"], LogonRight, CertKeyAccess, TlsPolicy, DcUnreachable) with { Never = "Do not classify from this text at all." },
        Text(Sources.SpecificErrors, "Your Remote Desktop Services session has ended", "The session was ended from the other side: an administrator, a policy, or a flooded server.", ["remote desktop services session has ended", "network administrator might have ended the connection"], RdpFlood, SessionCapacity, PlatformMaintenance),
        Text(Sources.SpecificErrors, "The connection was denied because the user account is not authorized for remote login", "The user lacks the right or the group to sign in remotely.", ["not authorized for remote login"], LogonRight),
    ];

    private static Code Text(string source, string symbol, string meaning, string[] texts, params string[] candidates) => new()
    {
        Kind = CodeKind.ClientText, Symbol = symbol, Texts = texts, Meaning = meaning, Candidates = Of(candidates), Known = Knowledge.Documented, Source = source,
    };

    private static FailureId[] Of(params string[] ids) => [.. ids.Select(id => new FailureId(id))];
}
