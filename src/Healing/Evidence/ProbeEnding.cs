namespace RdpMedic.Healing.Evidence;

/// <summary>Exactly how a look at an RDP listener ended: one name for everything that can be told apart from outside. In the order of the steps.</summary>
public enum ProbeEnding
{
    /// <summary>No look was made: no address is known, or this machine has no socket left for it. Says nothing about the host.</summary>
    NotTried,

    /// <summary>The name has no address, or none came in time.</summary>
    NameNotFound,

    /// <summary>A router or this machine's own stack said that there is no way there.</summary>
    Unreachable,

    /// <summary>Nothing answered to the connection request.</summary>
    TimedOut,

    /// <summary>The connection request was reset: nothing listens on the port.</summary>
    Refused,

    /// <summary>Connected, then closed or reset without a byte.</summary>
    ClosedBeforeReply,

    /// <summary>Connected, then nothing.</summary>
    Silent,

    /// <summary>The first bytes are no TPKT packet: another program has the port. <see cref="ProbeFacts.Banner"/> shows them.</summary>
    NotRdp,

    /// <summary>It begins like RDP and then makes no sense: cut short, not a connection confirm, or a protocol that was not offered.</summary>
    Garbled,

    /// <summary>It confirms the connection with standard RDP security: no TLS at all.</summary>
    StandardSecurityOnly,

    /// <summary>RDP_NEG_FAILURE 1: it insists on TLS. Only answers a client that offered less: as good as healthy.</summary>
    SslRequired,

    /// <summary>RDP_NEG_FAILURE 2: TLS is not allowed there (SecurityLayer 0).</summary>
    SslNotAllowed,

    /// <summary>RDP_NEG_FAILURE 3: it has no usable certificate.</summary>
    NoCertificate,

    /// <summary>RDP_NEG_FAILURE 4: its settings contradict each other.</summary>
    InconsistentFlags,

    /// <summary>RDP_NEG_FAILURE 5: it insists on NLA. Only answers a client that offered less: as good as healthy.</summary>
    HybridRequired,

    /// <summary>RDP_NEG_FAILURE 6: it wants TLS with user authentication.</summary>
    SslWithUserAuthRequired,

    /// <summary>A failure code that has no name.</summary>
    NegotiationRefused,

    /// <summary>The TLS handshake ended with an alert or with what is no TLS.</summary>
    TlsFailed,

    /// <summary>It offers nothing newer than TLS 1.1, which today's clients refuse. Its certificate was read.</summary>
    TlsTooOld,

    /// <summary>The TLS handshake came to a stop.</summary>
    TlsStalled,

    /// <summary>The connection was closed or reset in the TLS handshake.</summary>
    TlsReset,

    /// <summary>TLS stands; the certificate was read.</summary>
    Answered,
}

/// <summary>What follows from an ending.</summary>
public static class ProbeEndings
{
    /// <summary>Nothing is wrong as far as a look from outside can tell.</summary>
    public static bool IsAsGoodAsHealthy(this ProbeEnding ending) => ending is ProbeEnding.Answered or ProbeEnding.SslRequired or ProbeEnding.HybridRequired;

    /// <summary>How far the handshake came.</summary>
    public static ProbeOutcome Outcome(this ProbeEnding ending) => ending switch
    {
        ProbeEnding.NotTried or ProbeEnding.NameNotFound => ProbeOutcome.NotTried,
        ProbeEnding.Unreachable or ProbeEnding.TimedOut => ProbeOutcome.Timeout,
        ProbeEnding.Refused => ProbeOutcome.Refused,
        ProbeEnding.ClosedBeforeReply or ProbeEnding.Silent => ProbeOutcome.NoAnswer,
        ProbeEnding.NotRdp or ProbeEnding.Garbled => ProbeOutcome.NotRdp,
        ProbeEnding.TlsFailed or ProbeEnding.TlsTooOld or ProbeEnding.TlsStalled or ProbeEnding.TlsReset => ProbeOutcome.TlsFailed,
        ProbeEnding.Answered => ProbeOutcome.Answered,
        _ => ProbeOutcome.NegotiationRefused,
    };

    /// <summary>The name of an RDP_NEG_FAILURE code. (MS-RDPBCGR 2.2.1.2.2)</summary>
    public static ProbeEnding OfFailure(int code) => code switch
    {
        1 => ProbeEnding.SslRequired,
        2 => ProbeEnding.SslNotAllowed,
        3 => ProbeEnding.NoCertificate,
        4 => ProbeEnding.InconsistentFlags,
        5 => ProbeEnding.HybridRequired,
        6 => ProbeEnding.SslWithUserAuthRequired,
        _ => ProbeEnding.NegotiationRefused,
    };

    /// <summary>The likeliest ending where only the outcome is known.</summary>
    public static ProbeEnding Of(ProbeOutcome outcome, int? failure) => outcome switch
    {
        ProbeOutcome.NotTried => ProbeEnding.NotTried,
        ProbeOutcome.Timeout => ProbeEnding.TimedOut,
        ProbeOutcome.Refused => ProbeEnding.Refused,
        ProbeOutcome.NoAnswer => ProbeEnding.Silent,
        ProbeOutcome.NotRdp => ProbeEnding.NotRdp,
        ProbeOutcome.NegotiationRefused => OfFailure(failure ?? 0),
        ProbeOutcome.TlsFailed => ProbeEnding.TlsFailed,
        _ => ProbeEnding.Answered,
    };

    /// <summary>What an ending means, in words for a person.</summary>
    public static string Reading(this ProbeEnding ending) => ending switch
    {
        ProbeEnding.NotTried => "no look was made, so this says nothing about the host",
        ProbeEnding.NameNotFound => "the name has no address, or none came in time",
        ProbeEnding.Unreachable => "no way there: routing, or the machine is off",
        ProbeEnding.TimedOut => "dropped on the way or before the guest: network rules, the guest's firewall, its network card, or the machine is off",
        ProbeEnding.Refused => "the packet reached the guest, and nothing listens on that port: service stopped, RDP switched off, or another port",
        ProbeEnding.ClosedBeforeReply => "hung or flooded service, a filter, or a connection limit",
        ProbeEnding.Silent => "the service hangs, or another program owns the port",
        ProbeEnding.NotRdp => "another program owns the port",
        ProbeEnding.Garbled => "begins like RDP and makes no sense: something in between, or a broken listener",
        ProbeEnding.StandardSecurityOnly or ProbeEnding.SslNotAllowed => "the listener's security layer was lowered to standard RDP security",
        ProbeEnding.SslRequired or ProbeEnding.HybridRequired => "the server insists on more security than was offered: healthy",
        ProbeEnding.NoCertificate => "the server has no usable certificate",
        ProbeEnding.InconsistentFlags or ProbeEnding.SslWithUserAuthRequired => "security layer and authentication settings contradict each other or what was offered",
        ProbeEnding.NegotiationRefused => "refused for a reason that has no name",
        ProbeEnding.TlsFailed => "TLS fails: the certificate's key cannot be used, or protocols and ciphers are switched off",
        ProbeEnding.TlsTooOld => "TLS 1.2 and newer are switched off; today's clients refuse that",
        ProbeEnding.TlsStalled => "the service hangs in the TLS handshake",
        ProbeEnding.TlsReset => "closed in the TLS handshake: the certificate's key cannot be used, or a filter",
        _ => "RDP answers with TLS",
    };
}
