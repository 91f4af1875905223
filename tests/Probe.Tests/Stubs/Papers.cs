using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RdpMedic.Probe.Tests.Stubs;

/// <summary>Certificates as servers show them, made once for the tests.</summary>
internal static class Papers
{
    public static DateTimeOffset From { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Until { get; } = new(2032, 3, 4, 5, 6, 7, TimeSpan.Zero);

    /// <summary>Self-signed, as RDP's own is, with an RSA key.</summary>
    public static X509Certificate2 Own { get; } = Make("CN=vm-1", From, Until, "vm-1.contoso.test", "rdp.contoso.test");

    /// <summary>With no alternative name, over before <see cref="From"/>.</summary>
    public static X509Certificate2 Expired { get; } = Make("CN=old", new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero));

    public static X509Certificate2 Root { get; } = MakeAuthority("CN=Some Root", null);

    public static X509Certificate2 Authority { get; } = MakeAuthority("CN=Some Authority", Root);

    /// <summary>Issued by <see cref="Authority"/>, with an elliptic key.</summary>
    public static X509Certificate2 Issued { get; } = MakeIssued();

    /// <summary>With letters that a terminal would obey.</summary>
    public static X509Certificate2 Nasty { get; } = Make("CN=\"\u001b[2J\u202Eevil\"", From, Until);

    private static X509Certificate2 Make(string subject, DateTimeOffset from, DateTimeOffset until, params string[] names)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (names.Length > 0)
        {
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (var name in names) alternative.AddDnsName(name);
            alternative.AddIpAddress(IPAddress.Parse("10.0.0.4"));
            request.CertificateExtensions.Add(alternative.Build());
        }

        using var made = request.CreateSelfSigned(from, until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeAuthority(string subject, X509Certificate2? issuer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var signed = issuer is null ? request.CreateSelfSigned(From, Until) : request.Create(issuer, From, Until, [9, 9, 9, 9]);
        using var made = signed.HasPrivateKey ? new X509Certificate2(signed) : signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeIssued()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=issued", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(Authority.SubjectName, X509SignatureGenerator.CreateForRSA(Authority.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1), From, Until, [1, 2, 3, 4]);
        using var made = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
