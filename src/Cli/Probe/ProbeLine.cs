using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cli.Probe;

/// <summary>One result of <c>probe</c> as JSON; its contract is schemas/probe.schema.json.</summary>
public sealed record ProbeLine
{
    public required string Target { get; init; }

    public required ProbeEnding Ending { get; init; }

    public required ProbeOutcome Outcome { get; init; }

    /// <summary>As good as healthy, with a certificate within its dates if one is shown.</summary>
    public required bool Well { get; init; }

    public required string Reading { get; init; }

    public string? Address { get; init; }

    /// <summary>rdp, tls or credssp.</summary>
    public string? Protocol { get; init; }

    public int? FailureCode { get; init; }

    public string? TlsVersion { get; init; }

    public int? TlsAlert { get; init; }

    public ProbeLineCertificate? Certificate { get; init; }

    public string? Banner { get; init; }

    public NtlmNames? Ntlm { get; init; }

    public int? ClockSkewSeconds { get; init; }

    public string? ChallengeMissing { get; init; }

    public required double Milliseconds { get; init; }

    public static ProbeLine Of(SweptLook result, DateTimeOffset now)
    {
        var facts = result.Facts;
        return new ProbeLine
        {
            Target = result.Target.ToString(),
            Ending = facts.Ending,
            Outcome = facts.Outcome,
            Well = facts.AsGoodAsHealthy && facts.CertificateValidAt(now) != false,
            Reading = facts.Ending.Reading(),
            Address = facts.Address,
            Protocol = facts.SelectedProtocol switch { 0 => "rdp", 1 => "tls", 2 => "credssp", _ => null },
            FailureCode = facts.NegotiationFailure,
            TlsVersion = facts.TlsVersion,
            TlsAlert = facts.TlsAlert,
            Certificate = facts.Thumbprint is { } thumbprint ? ProbeLineCertificate.Of(facts, thumbprint, now) : null,
            Banner = facts.Banner,
            Ntlm = facts.Ntlm,
            ClockSkewSeconds = facts.ClockSkewSeconds,
            ChallengeMissing = facts.ChallengeMissing,
            Milliseconds = Math.Round(result.Took.TotalMilliseconds, 1),
        };
    }
}

/// <summary>The presented certificate.</summary>
public sealed record ProbeLineCertificate(string Thumbprint, string? Subject, string? Issuer, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter, CertificateState State, IReadOnlyList<string> Names, IReadOnlyList<string> Chain)
{
    internal static ProbeLineCertificate Of(ProbeFacts facts, string thumbprint, DateTimeOffset now)
    {
        var state = now > facts.NotAfter ? CertificateState.Expired : now < facts.NotBefore ? CertificateState.NotYetValid : CertificateState.Valid;
        return new ProbeLineCertificate(thumbprint, facts.Subject, facts.Issuer, facts.NotBefore, facts.NotAfter, state, facts.Names, facts.Chain);
    }
}

/// <summary>How a certificate stands in time.</summary>
public enum CertificateState
{
    Valid,
    NotYetValid,
    Expired,
}
