using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>The second look at a server's TLS: a whole handshake by the run time's own TLS, which also speaks 1.3; and over it, where it is asked for, the CredSSP challenge.</summary>
internal static class FullLook
{
    /// <summary>Answers the ending and the facts; the certificate is in them wherever it was shown.</summary>
    public static async Task<ProbeFacts> AtAsync(Stream stream, ProbeFacts facts, LookOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var time = new StepTime(options.Timeout);
        var shown = new List<byte[]>();
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        using (var securing = time.Begin(cancellationToken))
        {
            try
            {
                await tls.AuthenticateAsClientAsync(How(shown), securing.Token);
            }
            catch (Exception failed) when (failed is AuthenticationException or IOException or CryptographicException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return Put(facts with { Ending = EndingOf(failed) }, shown);
            }
        }

        var answered = Put(facts with { Ending = ProbeEnding.Answered, TlsVersion = NameOf(tls.SslProtocol) }, shown);
        if (answered.Thumbprint is null) return answered with { Ending = ProbeEnding.TlsFailed };
        return options.Challenge ? await Challenge.AskAsync(tls, answered, time, clock, cancellationToken) : answered;
    }

    private static ProbeFacts Put(ProbeFacts facts, List<byte[]> shown) => shown.Count > 0 ? ShownCertificate.Put(facts, shown) ?? facts : facts;

    private static SslClientAuthenticationOptions How(List<byte[]> shown) => new()
    {
        TargetHost = "",
#pragma warning disable CA5359 // No credentials and nothing else of value is ever sent over this connection.
        // The certificate is what we came to see; whether it is good is judged elsewhere, by the product's own clock.
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            if (certificate is null) return true;
            shown.Add(certificate.GetRawCertData());
            // What came along stands in the extra store; the server's own may stand there too.
            shown.AddRange((chain?.ChainPolicy.ExtraStore ?? []).Select(other => other.RawData).Where(other => !other.AsSpan().SequenceEqual(shown[0])).Take(9));
            return true;
        },
#pragma warning restore CA5359
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
    };

    private static ProbeEnding EndingOf(Exception failed) => failed switch
    {
        OperationCanceledException => ProbeEnding.TlsStalled,
        IOException { InnerException: SocketException } or IOException => ProbeEnding.TlsReset,
        _ => ProbeEnding.TlsFailed,
    };

    private static string NameOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "1.3",
        SslProtocols.Tls12 => "1.2",
        _ => protocol.ToString(),
    };
}
