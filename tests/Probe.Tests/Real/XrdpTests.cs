using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests.Real;

/// <summary>What the look says of a genuine xrdp, against what xrdp was set to.</summary>
public sealed class XrdpTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rdpmedic-xrdp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<RealServer> StartAsync(string layer, string protocols, X509Certificate2? certificate, string ciphers = "HIGH")
    {
        if (RealServer.Missing("xrdp") is { } missing) Assert.Skip(missing);
        var (cert, key, port) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"), RealServer.FreePort());
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(cert, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(key, ((AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey())!.ExportPkcs8PrivateKeyPem());
        }

        var settings = Path.Combine(folder, "xrdp.ini");
        await File.WriteAllTextAsync(settings, $"""
            [Globals]
            ini_version=1
            fork=true
            port=tcp://.:{port}
            security_layer={layer}
            crypt_level=high
            certificate={cert}
            key_file={key}
            ssl_protocols={protocols}
            tls_ciphers={ciphers}
            [Logging]
            LogFile={folder}/xrdp.log
            LogLevel=INFO
            EnableSyslog=false
            [Channels]
            """);
        return await RealServer.WaitAsync(RealServer.Start("xrdp", ["--nodaemon", "--config", settings]), port);
    }

    private static Task<ProbeFacts> LookAsync(RealServer server, bool challenge = false) => Look.AtAsync(new ProbeTarget("127.0.0.1", server.Port), Look.Patient with { Challenge = challenge });

    [Fact]
    public async Task A_server_with_TLS_answers_with_the_certificate_that_it_was_given()
    {
        await using var server = await StartAsync("negotiate", "TLSv1.2, TLSv1.3", Papers.Own);
        var facts = await LookAsync(server);
        (facts.Ending, facts.SelectedProtocol, facts.TlsVersion, facts.Thumbprint, facts.NotAfter).ShouldBe((ProbeEnding.Answered, 1, "1.2", Papers.Own.Thumbprint, Papers.Until));
        facts.Names.ShouldBe(["vm-1.contoso.test", "rdp.contoso.test", "10.0.0.4"]);
        (await LookAsync(server, challenge: true)).TlsVersion.ShouldBe("1.3");
    }

    [Fact]
    public async Task An_expired_certificate_is_shown()
    {
        await using var server = await StartAsync("tls", "TLSv1.2", Papers.Expired);
        var facts = await LookAsync(server);
        (facts.Ending, facts.NotAfter, facts.CertificateValidAt(Look.Clock.Now)).ShouldBe((ProbeEnding.Answered, new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero), false));
    }

    [Fact]
    public async Task A_server_that_was_set_to_standard_RDP_security_has_no_TLS()
    {
        await using var server = await StartAsync("rdp", "TLSv1.2", Papers.Own);
        (await LookAsync(server)).Ending.ShouldBe(ProbeEnding.StandardSecurityOnly);
    }

    [Fact]
    public async Task A_server_without_its_certificate_file_says_that_it_has_none()
    {
        await using var server = await StartAsync("tls", "TLSv1.2", certificate: null);
        var facts = await LookAsync(server);
        (facts.Ending, facts.NegotiationFailure).ShouldBe((ProbeEnding.NoCertificate, 3));
    }

    [Theory]
    [InlineData("TLSv1", "1.0", false)]
    [InlineData("TLSv1.1", "1.1", false)]
    [InlineData("TLSv1", "1.0", true)]
    public async Task A_server_with_old_TLS_only_is_too_old_and_shows_its_certificate(string protocols, string version, bool challenge)
    {
        await using var server = await StartAsync("tls", protocols, Papers.Own, "ALL:@SECLEVEL=0");
        var facts = await LookAsync(server, challenge);
        (facts.Ending, facts.TlsVersion, facts.Thumbprint).ShouldBe((ProbeEnding.TlsTooOld, version, Papers.Own.Thumbprint));
    }

    [Fact]
    public async Task A_server_with_TLS_1_3_only_and_an_elliptic_key_answers()
    {
        await using var server = await StartAsync("tls", "TLSv1.3", Papers.Issued);
        var facts = await LookAsync(server);
        (facts.Ending, facts.TlsVersion, facts.Thumbprint).ShouldBe((ProbeEnding.Answered, "1.3", Papers.Issued.Thumbprint));
    }

    [Fact]
    public async Task A_server_that_stands_still_is_silent_and_one_that_ended_refuses()
    {
        int port;
        await using (var server = await StartAsync("tls", "TLSv1.2", Papers.Own))
        {
            port = server.Port;
            await server.FreezeAsync();
            (await Look.AtAsync(new ProbeTarget("127.0.0.1", port), Look.Short)).Ending.ShouldBe(ProbeEnding.Silent);
        }

        (await Look.AtAsync(new ProbeTarget("127.0.0.1", port))).Ending.ShouldBe(ProbeEnding.Refused);
    }
}
