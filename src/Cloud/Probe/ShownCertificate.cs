using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>Writes down what a presented certificate says. Nothing is validated: a self-signed one is RDP's default, and dates are judged by whoever asks, with his clock.</summary>
internal static class ShownCertificate
{
    private const int MostNames = 16;

    /// <summary>The facts with the certificate in them; null when the first is no certificate.</summary>
    public static ProbeFacts? Put(ProbeFacts facts, IReadOnlyList<byte[]> chain)
    {
        try
        {
            using var own = X509CertificateLoader.LoadCertificate(chain[0]);
            return facts with
            {
                Thumbprint = own.Thumbprint,
                Subject = Printable.Of(own.Subject),
                Issuer = Printable.Of(own.Issuer),
                NotBefore = new DateTimeOffset(own.NotBefore.ToUniversalTime(), TimeSpan.Zero),
                NotAfter = new DateTimeOffset(own.NotAfter.ToUniversalTime(), TimeSpan.Zero),
                Names = NamesOf(own),
                Chain = [own.Thumbprint, .. chain.Skip(1).Select(ThumbprintOf)],
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string ThumbprintOf(byte[] encoded)
    {
        try
        {
            using var one = X509CertificateLoader.LoadCertificate(encoded);
            return one.Thumbprint;
        }
        catch (CryptographicException)
        {
            return "unreadable";
        }
    }

    private static List<string> NamesOf(X509Certificate2 certificate)
    {
        try
        {
            var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            var names = alternative is null ? [] : alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(address => address.ToString())).Take(MostNames).Select(Printable.Of).ToList();
            if (names.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common) names.Add(Printable.Of(common));
            return names;
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
