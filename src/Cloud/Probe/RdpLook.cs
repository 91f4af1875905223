using System.Net.Sockets;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>How to look.</summary>
public sealed record LookOptions
{
    /// <summary>How long each step may take: finding the address, connecting, negotiation, TLS, challenge. 0.05 to 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Also ask for the NTLM challenge: names, version and clock of a server that speaks CredSSP. No credentials are sent, so no logon is attempted.</summary>
    public bool Challenge { get; init; }

    /// <summary>Offer TLS without CredSSP: a host that enforces NLA then ends with <see cref="ProbeEnding.HybridRequired"/>, one that does not answers.</summary>
    public bool TlsOnly { get; init; }
}

/// <summary>
/// A look at an RDP listener, step by step: connect, negotiate, TLS, and the challenge where it is asked for. One connection for a server that answers; a second one
/// only where TLS failed and another way of asking may say more. What comes from the network is bounded in size and time; the worst that a server can do is to make its own look fail.
/// </summary>
/// <param name="clock">The time that a server's clock is compared with.</param>
public sealed class RdpLook(LookOptions options, TimeProvider clock)
{
    private readonly StepTime time = new(options.Timeout);

    /// <summary>Never throws for what a network or a server does; <see cref="ProbeFacts.Reached"/> is false, for this knows no past.</summary>
    /// <exception cref="OperationCanceledException">The caller no longer wants to know.</exception>
    public async Task<ProbeFacts> LookAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        var first = await OnceAsync(target, full: options.Challenge, cancellationToken);
        // A stop is a stop, however one asks.
        if (first.Ending is not (ProbeEnding.TlsFailed or ProbeEnding.TlsReset)) return first;
        var second = await OnceAsync(first.Address is { } found ? target with { Host = found } : target, full: !options.Challenge, cancellationToken) with { Address = first.Address };
        if (second.Ending is ProbeEnding.Answered or ProbeEnding.TlsTooOld) return second.Ntlm is null && options.Challenge ? second with { ChallengeMissing = "this machine's own TLS and the server's do not come together" } : second;
        return first with { TlsAlert = first.TlsAlert ?? second.TlsAlert };
    }

    private async Task<ProbeFacts> OnceAsync(ProbeTarget target, bool full, CancellationToken cancellationToken)
    {
        var dialled = await Dial.ConnectAsync(target, time, cancellationToken);
        var facts = Ends(ProbeEnding.NotTried) with { Address = dialled.At?.Address.ToString() };
        if (dialled.Socket is null) return Ends(facts, dialled.Ending);
        await using var stream = new NetworkStream(dialled.Socket, ownsSocket: true);
        var (answer, banner) = await Knock.AtAsync(stream, options.TlsOnly, time, cancellationToken);
        facts = facts with { SelectedProtocol = answer.Protocol, NegotiationFailure = answer.Failure, Banner = banner };
        // Code 2 is what a server says that does not allow TLS; one that just goes on without it means the same.
        if (answer.Ending == ProbeEnding.StandardSecurityOnly) facts = facts with { NegotiationFailure = 2 };
        if (answer.Ending is { } ending) return Ends(facts, ending);
        if (full)
        {
            var whole = await FullLook.AtAsync(stream, facts, options, clock, cancellationToken);
            return Ends(whole, whole.Ending);
        }

        var (came, flight) = await HelloLook.AtAsync(stream, time, cancellationToken);
        facts = facts with { TlsVersion = flight.Version, TlsAlert = flight.FatalAlert };
        if (flight.Certificates.Count == 0) return Ends(facts, came);
        return ShownCertificate.Put(facts, flight.Certificates) is { } shown ? Ends(shown, came) : Ends(facts, ProbeEnding.TlsFailed);
    }

    private static ProbeFacts Ends(ProbeEnding ending) => new(ending.Outcome(), null, null, null, null, Reached: false) { Ending = ending };

    private static ProbeFacts Ends(ProbeFacts facts, ProbeEnding ending) => facts with { Outcome = ending.Outcome(), Ending = ending };
}
