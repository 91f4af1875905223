using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The look from outside as a command, at servers of our own.</summary>
public sealed class ProbeTests : IDisposable
{
    private readonly List<IDisposable> open = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => open.ForEach(one => one.Dispose());

    /// <summary>Negotiates and shows a certificate that lasts from and until so many days from now.</summary>
    private (string Target, string Thumbprint) Serve(int from, int until)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=vm-1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(until));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var target = Listen(async stream =>
        {
            await stream.ReadExactlyAsync(new byte[19]);
            await stream.WriteAsync(new byte[] { 0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x02, 0x1F, 0x08, 0x00, 0x01, 0x00, 0x00, 0x00 });
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
        });
        return (target, certificate.Thumbprint);
    }

    private string Listen(Func<NetworkStream, Task> serve)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        open.Add(listener);
        _ = AcceptAsync();
        return $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        async Task AcceptAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await serve(client.GetStream());
                }
                catch (IOException)
                {
                    // The look hangs up as soon as it has seen enough.
                }
                catch (Exception over) when (over is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Bound and not listening, so nobody else can take it.</summary>
    private string Refuse()
    {
        var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        open.Add(bound);
        return $"127.0.0.1:{((IPEndPoint)bound.LocalEndPoint!).Port}";
    }

    [Fact]
    public async Task It_prints_a_line_of_its_schema_for_every_target_and_ends_with_1_when_one_is_not_well()
    {
        var (good, thumbprint) = Serve(-1, 30);
        var (old, _) = Serve(-30, -1);
        var (refused, ssh) = (Refuse(), Listen(async stream => await stream.WriteAsync("SSH-2.0-x\r\n"u8.ToArray())));
        var (code, output, error) = await CommandLine.RunAsync("probe", good, old, refused, ssh, "--json", "--timeout", "20");
        code.ShouldBe(1, error);
        var schema = SchemaCheck.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "probe.schema.json"), Token));
        var lines = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("target").GetString()!, StringComparer.Ordinal);
        foreach (var line in lines.Values) schema.Check(line).ShouldBeEmpty();
        string Ending(string target) => lines[target].GetProperty("ending").GetString()!;
        (Ending(good), Ending(old), Ending(refused), Ending(ssh)).ShouldBe(("answered", "answered", "refused", "not-rdp"));
        lines.Where(line => line.Value.GetProperty("well").GetBoolean()).Select(line => line.Key).ShouldBe([good]);
        lines[good].GetProperty("certificate").GetProperty("thumbprint").GetString().ShouldBe(thumbprint);
        lines[old].GetProperty("certificate").GetProperty("state").GetString().ShouldBe("expired");
        lines[ssh].GetProperty("banner").GetString().ShouldBe(@"SSH-2.0-x\x0D\x0A");
    }

    [Fact]
    public async Task A_person_gets_a_table_and_0_when_everything_is_well()
    {
        var (good, thumbprint) = Serve(-1, 30);
        var (code, output, error) = await CommandLine.RunAsync("probe", good, "--challenge", "--timeout", "20");
        code.ShouldBe(0, error);
        var lines = output.TrimEnd().Split('\n');
        lines[0].ShouldStartWith("TARGET");
        lines[1].ShouldSatisfyAllConditions(
            line => line.ShouldStartWith(good),
            line => line.ShouldContain(thumbprint[..12]),
            line => line.ShouldContain("vm-1"),
            line => line.ShouldContain("no challenge: the server chose TLS without CredSSP"));
        lines[2].ShouldBe("1 looked at: 1 answered.");
    }

    [Theory]
    [InlineData("probe", "Required argument missing")]
    [InlineData("probe host --at-once 0", "--at-once takes 1 to 4096")]
    [InlineData("probe host --timeout 0", "--timeout takes 0.05 to 60")]
    [InlineData("probe http://host/ --json", "'http://host/' is no target")]
    public async Task What_it_cannot_do_is_said_in_a_sentence(string line, string said)
    {
        var (code, _, error) = await CommandLine.RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(said);
    }
}
