using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Certificates;

/// <summary>Makes a certificate for a store: a real one, or (in virtual time, where nobody shakes hands) only the record of one.</summary>
public delegate StoredCertificate MakeCertificate(string subject, IReadOnlyList<string> usages, DateTimeOffset notBefore, DateTimeOffset notAfter, bool keyReadable = true);

/// <summary>Makes real self-signed certificates with dates in world time. Keys come from a small pool: making one is slow, and nothing here depends on their being different.</summary>
public sealed class CertificateFactory : IDisposable
{
    private readonly RSA[] keys = [RSA.Create(2048), RSA.Create(2048)];
    private int made;

    public StoredCertificate Make(string subject, IReadOnlyList<string> usages, DateTimeOffset notBefore, DateTimeOffset notAfter, bool keyReadable = true)
    {
        var key = keys[made++ % keys.Length];
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var oids = new OidCollection();
        foreach (var usage in usages) oids.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        using var certificate = request.CreateSelfSigned(notBefore, notAfter);
        return new StoredCertificate
        {
            Pkcs12 = certificate.Export(X509ContentType.Pkcs12),
            Thumbprint = certificate.Thumbprint,
            Subject = certificate.Subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            KeyReadable = keyReadable,
            ServerAuth = usages.Contains("1.3.6.1.5.5.7.3.1", StringComparer.Ordinal),
        };
    }

    /// <summary>A new version under a vault certificate's policy.</summary>
    public StoredCertificate Renew(VaultCertificate certificate, DateTimeOffset from) => Make(certificate.Subject, certificate.Usages, from.AddMinutes(-10), from.AddMonths(certificate.ValidityMonths));

    public void Dispose()
    {
        foreach (var key in keys) key.Dispose();
    }
}
