using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// One look at an RDP listener: TCP, negotiation, TLS, certificate. Sends no credentials and ends before authentication. Every step has its time;
/// the certificate is taken as shown and judged by whoever asks.
/// </summary>
public sealed class RdpProbe(CloudOptions options, SharedState shared, TimeProvider clock) : IProbe
{
    /// <summary>How long a host that answered once counts as reachable from here.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public async Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken)
    {
        var reached = await shared.ReachedAsync(host.Id, cancellationToken) is { } at && clock.GetUtcNow() - at <= Memory;
        if (host.PrivateAddress is not { } address) return new ProbeFacts(ProbeOutcome.Timeout, null, null, null, null, Reached: false);
        return await LookAsync(address, host.RdpPort, cancellationToken) with { Reached = reached };
    }

    /// <summary>The same for an address; <see cref="ProbeFacts.Reached"/> is false.</summary>
    public async Task<ProbeFacts> LookAsync(string address, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using (var connecting = Limit(cancellationToken))
        {
            try
            {
                await client.ConnectAsync(address, port, connecting.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Ends(ProbeOutcome.Timeout);
            }
            catch (SocketException failed)
            {
                return Ends(failed.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset ? ProbeOutcome.Refused : ProbeOutcome.Timeout);
            }
        }

        return await SpeakAsync(client.GetStream(), cancellationToken);
    }

    private async Task<ProbeFacts> SpeakAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        NegotiationAnswer? answer;
        using (var talking = Limit(cancellationToken))
        {
            try
            {
                await stream.WriteAsync(Negotiation.Request, talking.Token);
                answer = await AnswerAsync(stream, talking.Token);
            }
            catch (Exception silent) when (silent is IOException or EndOfStreamException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return Ends(ProbeOutcome.NoAnswer);
            }
        }

        if (answer is not { IsRdp: true }) return Ends(ProbeOutcome.NotRdp);
        if (answer.Failure is { } failure) return Ends(ProbeOutcome.NegotiationRefused) with { NegotiationFailure = failure };
        // Standard RDP security: no TLS, so no certificate to see; code 2 is what a server says that does not allow TLS.
        if (answer.Protocol == 0) return Ends(ProbeOutcome.NegotiationRefused) with { NegotiationFailure = 2 };
        return await SecureAsync(stream, cancellationToken);
    }

    private async Task<ProbeFacts> SecureAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        X509Certificate2? shown = null;
        using var securing = Limit(cancellationToken);
        try
        {
            await using var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            var how = new SslClientAuthenticationOptions
            {
                TargetHost = "",
#pragma warning disable CA5359 // Nothing is ever sent over this connection.
                // The certificate is what we came to see; whether it is good is judged elsewhere, by the product's own clock.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate is X509Certificate2 full ? new X509Certificate2(full) : null;
                    return true;
                },
#pragma warning restore CA5359
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            };
            await tls.AuthenticateAsClientAsync(how, securing.Token);
            if (shown is null) return Ends(ProbeOutcome.TlsFailed);
            using (shown)
                return new ProbeFacts(ProbeOutcome.Answered, null, shown.Thumbprint, shown.Subject, new DateTimeOffset(shown.NotAfter.ToUniversalTime(), TimeSpan.Zero), Reached: false);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            shown?.Dispose();
            return Ends(ProbeOutcome.TlsFailed);
        }
    }

    private static async Task<NegotiationAnswer?> AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[512];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 4), cancellationToken);
        if (Negotiation.LengthOf(buffer.AsSpan(0, 4)) is not { } length) return null;
        await stream.ReadExactlyAsync(buffer.AsMemory(4, length - 4), cancellationToken);
        return Negotiation.Read(buffer.AsSpan(0, length));
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ProbeTimeout);
        return limit;
    }

    private static ProbeFacts Ends(ProbeOutcome outcome) => new(outcome, null, null, null, null, Reached: false);
}
