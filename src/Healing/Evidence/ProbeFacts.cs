namespace RdpMedic.Healing.Evidence;

/// <summary>How far an RDP handshake came. The order is the order of the steps. What exactly happened there says <see cref="ProbeFacts.Ending"/>.</summary>
public enum ProbeOutcome
{
    /// <summary>Nothing was learned about the host: no look was made, for a reason of this machine's own or because the name has no address.</summary>
    NotTried,

    /// <summary>Nothing answered: dropped on the way or before the guest.</summary>
    Timeout,

    /// <summary>Reset at once: the packet reached the guest, and nothing listens there.</summary>
    Refused,

    /// <summary>Connected, then closed or silent before any answer.</summary>
    NoAnswer,

    /// <summary>Something that is not RDP answered.</summary>
    NotRdp,

    /// <summary>The server refused the negotiation; <see cref="ProbeFacts.NegotiationFailure"/> says why (MS-RDPBCGR RDP_NEG_FAILURE).</summary>
    NegotiationRefused,

    /// <summary>Negotiated, and then the TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>TLS stands as far as it can without the client's part; the certificate was read.</summary>
    Answered,
}

/// <summary>One look at the RDP listener from outside: TCP, X.224 negotiation, TLS. No credentials are ever sent.</summary>
/// <param name="NegotiationFailure">RDP_NEG_FAILURE code: 2 TLS not allowed, 3 no certificate on the server, 5 NLA required (healthy). Also 2 for a server that answers with standard RDP security.</param>
/// <param name="Thumbprint">SHA-1 of the certificate that the server presented, upper-case hexadecimal.</param>
/// <param name="NotAfter">When that certificate expires.</param>
/// <param name="Reached">Has this vantage reached this host in the last seven days? If not, a timeout or refusal proves nothing.</param>
public sealed record ProbeFacts(ProbeOutcome Outcome, int? NegotiationFailure, string? Thumbprint, string? Subject, DateTimeOffset? NotAfter, bool Reached)
{
    private readonly ProbeEnding? ending;

    /// <summary>Exactly how it ended. Where nobody says it follows from the outcome.</summary>
    public ProbeEnding Ending
    {
        get => ending ?? ProbeEndings.Of(Outcome, NegotiationFailure);
        init => ending = value;
    }

    /// <summary>People can connect as far as a look from outside can tell: TLS stands, or the server only insists on more security than was offered. Dates of the certificate are another question.</summary>
    public bool AsGoodAsHealthy => Ending.IsAsGoodAsHealthy();

    /// <summary>What the server chose of what was offered: 0 standard RDP security, 1 TLS, 2 CredSSP (NLA).</summary>
    public int? SelectedProtocol { get; init; }

    /// <summary>The TLS version that the server chose, such as 1.2. The plain look offers up to 1.2, so a server that also speaks 1.3 shows 1.2 there.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The fatal TLS alert that the server sent (RFC 8446 section 6): 40 handshake failure, 70 protocol version, 80 internal error.</summary>
    public int? TlsAlert { get; init; }

    /// <summary>When the presented certificate began to be valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Who issued the presented certificate; the subject itself where it is self-signed, which is RDP's default and no fault.</summary>
    public string? Issuer { get; init; }

    /// <summary>The names that the presented certificate is for: its alternative names, or its common name where it has none. At most sixteen.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Thumbprints of the chain as presented, the server's own first.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>The first bytes of something that is not RDP, at most 48, what is not printable as \xNN.</summary>
    public string? Banner { get; init; }

    /// <summary>What the server says of itself in the NTLM challenge of CredSSP; null when it was not asked or did not say.</summary>
    public NtlmNames? Ntlm { get; init; }

    /// <summary>The server's clock less ours, in seconds, by the NTLM challenge; null when unknown. Kerberos allows 300.</summary>
    public int? ClockSkewSeconds { get; init; }

    /// <summary>Why no NTLM challenge was read although it was asked for.</summary>
    public string? ChallengeMissing { get; init; }

    /// <summary>The address that was looked at, where a name was given.</summary>
    public string? Address { get; init; }

    /// <summary>When the look was made, by the clock that was handed in; null: just now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>These are the facts of an earlier look, because a host is looked at once a minute at most.</summary>
    public bool Earlier { get; init; }

    /// <summary>Is the presented certificate within its dates? Null when there is none.</summary>
    public bool? CertificateValidAt(DateTimeOffset now) => NotAfter is { } end ? now <= end && (NotBefore is not { } start || now >= start) : null;
}

/// <summary>What an NTLM challenge says of a server (MS-NLMP 2.2.1.2 and 2.2.2.1). Untrusted text: printable and cut to 255 characters.</summary>
/// <param name="Host">NetBIOS name of the computer.</param>
/// <param name="Domain">NetBIOS name of its domain; of a computer in a workgroup its own name.</param>
/// <param name="DnsHost">Its name in DNS.</param>
/// <param name="DnsDomain">Its domain in DNS.</param>
/// <param name="OsVersion">Major, minor and build, such as 10.0.20348; null when it does not say.</param>
public sealed record NtlmNames(string? Host, string? Domain, string? DnsHost, string? DnsDomain, string? OsVersion);
