namespace RdpMedic.Healing.Codes;

/// <summary>Where a code is met. The same number means different things in different places, so every reading names its place.</summary>
public enum CodeKind
{
    /// <summary>The first number that mstsc shows (<c>discReason</c>).</summary>
    ClientDisconnect,

    /// <summary>The second number that mstsc shows (<c>ExtendedDisconnectReason</c>); a server's log uses the same numbers.</summary>
    ClientExtended,

    /// <summary>Both numbers together.</summary>
    ClientPair,

    /// <summary>A sentence that a client shows.</summary>
    ClientText,

    /// <summary>A status of the security support provider interface (<c>SEC_E_…</c>).</summary>
    SecurityStatus,

    /// <summary>Status or sub status of Security event 4625, and the status inside TermDD 56.</summary>
    LogonStatus,

    /// <summary>The failure code of the X.224 negotiation.</summary>
    NegotiationFailure,

    /// <summary><c>CodeSymbolic</c> (and <c>Code</c>) in WVDErrors.</summary>
    AvdError,

    /// <summary>The status of an AVD session host.</summary>
    AvdHostStatus,

    /// <summary>A health check of an AVD session host: a name in ARM, an integer in WVDAgentHealthStatus.</summary>
    AvdHealthCheck,

    /// <summary>What a health check says in ARM.</summary>
    AvdCheckResult,

    /// <summary>An event of the AVD agent in the Application log, or a text inside one.</summary>
    AvdAgentEvent,

    /// <summary>An event of a Windows log.</summary>
    WindowsEvent,

    /// <summary>Why the service control manager could not start a service (a Win32 error).</summary>
    ServiceStart,

    /// <summary>An HRESULT that many causes share.</summary>
    GenericResult,

    /// <summary>Something that a popular article claims.</summary>
    ArticleClaim,
}

/// <summary>How well the meaning of a code is known.</summary>
public enum Knowledge
{
    /// <summary>The vendor documents it.</summary>
    Documented,

    /// <summary>Read from an implementation, an SDK, a manifest or a shipped rule; no document says it.</summary>
    Implementation,

    /// <summary>Engineers know it; nothing was looked up that proves it.</summary>
    GeneralKnowledge,

    /// <summary>Only articles, or one old source, say so. It is kept so that it can be found, and has no weight in any diagnosis.</summary>
    Reported,
}

/// <summary>What became of a claim when it was checked.</summary>
public enum Verdict
{
    /// <summary>It contradicts a source.</summary>
    Wrong,

    /// <summary>No source was found for it.</summary>
    Unverifiable,
}

/// <summary>One code with its meaning. A code points to causes that it fits; it never proves one.</summary>
public sealed record Code
{
    public required CodeKind Kind { get; init; }

    /// <summary>Its numbers as 32 unsigned bits; several where neighbours mean the same. A pair has exactly two. Empty for symbols and texts.</summary>
    public IReadOnlyList<uint> Numbers { get; init; } = [];

    /// <summary>Its name where it is defined.</summary>
    public string? Symbol { get; init; }

    /// <summary>The provider of an event.</summary>
    public string? Provider { get; init; }

    /// <summary>The log or channel of an event.</summary>
    public string? Channel { get; init; }

    /// <summary>Words by which a quoted text is recognised, and further names.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>In our own words.</summary>
    public required string Meaning { get; init; }

    /// <summary>Causes that it fits, the likelier first. Empty: it points to none.</summary>
    public IReadOnlyList<FailureId> Candidates { get; init; } = [];

    /// <summary>False: it reports no fault, at least not by itself.</summary>
    public bool Fault { get; init; } = true;

    public required Knowledge Known { get; init; }

    /// <summary>Only for claims.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>For a claim: the place that it claims to belong to.</summary>
    public CodeKind? About { get; init; }

    /// <summary>What not to conclude or not to do, where people often do.</summary>
    public string? Never { get; init; }

    /// <summary>Where the meaning was read.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a diagnosis may rest on it at all.</summary>
    public bool HasWeight => Known != Knowledge.Reported;
}
