using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>The third step: TLS, the certificate, and every way in which it fails.</summary>
public sealed class SecuringTests
{
    private static Stub Serving(X509Certificate2 certificate, SslProtocols protocols = SslProtocols.None, byte protocol = 2, params X509Certificate2[] chain) => Stub.That(async (stream, stop) =>
    {
        await Rdp.SelectAsync(stream, protocol, stop);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [.. chain], offline: true), EnabledSslProtocols = protocols }, stop);
        await Rdp.ForeverAsync(stop);
    });

    /// <summary>Negotiates and reads the hello; what comes then is the test's.</summary>
    private static Stub After(Func<NetworkStream, CancellationToken, Task> then) => Stub.That(async (stream, stop) =>
    {
        await Rdp.SelectAsync(stream, 2, stop);
        (await Rdp.RecordAsync(stream, stop))[0].ShouldBe((byte)22);
        await then(stream, stop);
    });

    private static Stub Answering(params byte[] bytes) => After(async (stream, stop) =>
    {
        await stream.WriteAsync(bytes, stop);
        await Rdp.ForeverAsync(stop);
    });

    [Fact]
    public async Task A_server_that_answers_shows_all_that_its_certificate_says_in_one_connection()
    {
        await using var stub = Serving(Papers.Own);
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome, facts.AsGoodAsHealthy, facts.SelectedProtocol, facts.TlsVersion).ShouldBe((ProbeEnding.Answered, ProbeOutcome.Answered, true, 2, "1.2"));
        (facts.Thumbprint, facts.Subject, facts.Issuer, facts.NotBefore, facts.NotAfter).ShouldBe((Papers.Own.Thumbprint, "CN=vm-1", "CN=vm-1", Papers.From, Papers.Until));
        facts.Names.ShouldBe(["vm-1.contoso.test", "rdp.contoso.test", "10.0.0.4"]);
        facts.Chain.ShouldBe([Papers.Own.Thumbprint]);
        stub.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_chain_is_taken_as_presented_the_own_first(bool whole)
    {
        await using var stub = Serving(Papers.Issued, protocol: 1, chain: [Papers.Authority, Papers.Root]);
        var facts = await Look.AtAsync(stub, Look.Patient with { Challenge = whole });
        facts.Ending.ShouldBe(ProbeEnding.Answered);
        facts.Chain.ShouldBe([Papers.Issued.Thumbprint, Papers.Authority.Thumbprint]);
        (facts.Subject, facts.Issuer).ShouldBe(("CN=issued", "CN=Some Authority"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_certificate_is_shown_with_its_dates_and_judged_by_the_clock_that_is_handed_in(bool whole)
    {
        await using var stub = Serving(Papers.Expired, protocol: 1);
        var facts = await Look.AtAsync(stub, Look.Patient with { Challenge = whole });
        (facts.Ending, facts.NotAfter).ShouldBe((ProbeEnding.Answered, new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero)));
        facts.Names.ShouldBe(["old"]);
        facts.CertificateValidAt(new DateTimeOffset(2019, 6, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBe(true);
        facts.CertificateValidAt(new DateTimeOffset(2018, 6, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBe(false);
        facts.CertificateValidAt(Look.Clock.Now).ShouldBe(false);
    }

    [Fact]
    public async Task A_server_that_speaks_only_TLS_1_3_is_asked_a_second_time()
    {
        await using var stub = Serving(Papers.Issued, SslProtocols.Tls13);
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.TlsVersion, facts.Thumbprint).ShouldBe((ProbeEnding.Answered, "1.3", Papers.Issued.Thumbprint));
        stub.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData(1, "1.0", false)]
    [InlineData(2, "1.1", false)]
    [InlineData(1, "1.0", true)]
    [InlineData(0, "SSL 3.0", false)]
    public async Task A_server_that_speaks_nothing_newer_than_TLS_1_1_is_too_old_and_still_shows_its_certificate(byte minor, string version, bool challenge)
    {
        await using var stub = Answering(Flight.Of(minor, Papers.Own.RawData));
        var facts = await Look.AtAsync(stub, Look.Patient with { Challenge = challenge });
        (facts.Ending, facts.Outcome, facts.TlsVersion, facts.Thumbprint, facts.AsGoodAsHealthy).ShouldBe((ProbeEnding.TlsTooOld, ProbeOutcome.TlsFailed, version, Papers.Own.Thumbprint, false));
    }

    [Fact]
    public async Task A_flight_in_small_records_is_the_same_flight()
    {
        byte[] messages = [.. Flight.Hello(3), .. Flight.Certificate(Papers.Own.RawData, Papers.Expired.RawData), .. Flight.Message(14)];
        await using var stub = Answering([.. messages.Chunk(7).SelectMany(some => Flight.Record(22, 3, some))]);
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Thumbprint).ShouldBe((ProbeEnding.Answered, Papers.Own.Thumbprint));
        facts.Chain.ShouldBe([Papers.Own.Thumbprint, Papers.Expired.Thumbprint]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(70)]
    [InlineData(80)]
    public async Task An_alert_is_a_failure_with_its_number(byte alert)
    {
        await using var stub = Answering(Flight.Alert(2, alert));
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome, facts.TlsAlert).ShouldBe((ProbeEnding.TlsFailed, ProbeOutcome.TlsFailed, alert));
    }

    [Fact]
    public async Task A_warning_is_no_failure()
    {
        await using var stub = Answering([.. Flight.Alert(1, 112), .. Flight.Of(3, Papers.Own.RawData)]);
        (await Look.AtAsync(stub)).Ending.ShouldBe(ProbeEnding.Answered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_in_TLS_is_a_stall_and_is_not_asked_twice(bool challenge)
    {
        await using var stub = After((_, stop) => Rdp.ForeverAsync(stop));
        var facts = await Look.AtAsync(stub, Look.Short with { Challenge = challenge });
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.TlsStalled, ProbeOutcome.TlsFailed));
        stub.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_certificate_without_the_end_of_the_flight_is_a_stall_that_shows_it()
    {
        await using var stub = Answering([.. Flight.Record(22, 3, Flight.Hello(3)), .. Flight.Record(22, 3, Flight.Certificate(Papers.Own.RawData))]);
        var facts = await Look.AtAsync(stub, Look.Short);
        (facts.Ending, facts.Thumbprint).ShouldBe((ProbeEnding.TlsStalled, Papers.Own.Thumbprint));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_connection_that_ends_in_TLS_is_named(bool reset, bool challenge)
    {
        await using var stub = After((stream, _) =>
        {
            if (reset) Rdp.Abort(stream);
            return Task.CompletedTask;
        });
        var facts = await Look.AtAsync(stub, Look.Patient with { Challenge = challenge });
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.TlsReset, ProbeOutcome.TlsFailed));
    }

    public static TheoryData<string, byte[]> NoTls => new()
    {
        { "HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
        { "done before the certificate", [.. Flight.Record(22, 3, Flight.Hello(3)), .. Flight.Record(22, 3, Flight.Message(14))] },
        { "a certificate before the choice", Flight.Record(22, 3, Flight.Certificate(Papers.Own.RawData)) },
        { "no certificate in the list", [.. Flight.Record(22, 3, Flight.Hello(3)), .. Flight.Record(22, 3, Flight.Certificate())] },
        { "a list longer than the message", [.. Flight.Record(22, 3, Flight.Hello(3)), .. Flight.Record(22, 3, Flight.Message(11, 0, 1, 0, 0, 0, 1, 7))] },
        { "what is no certificate", Flight.Of(3, [1, 2, 3, 4]) },
        { "more certificates than anybody has", Flight.Of(3, [.. Enumerable.Repeat(new byte[] { 1 }, 11)]) },
        { "a message of 16 MiB", [.. Flight.Record(22, 3, Flight.Hello(3)), .. Flight.Record(22, 3, 11, 0xFF, 0xFF, 0xFF)] },
        { "an empty record", [0x16, 3, 3, 0, 0] },
        { "a record that is too long", [0x16, 3, 3, 0xFF, 0xFF] },
        { "more than 64 KiB", [.. Flight.Record(22, 3, Flight.Hello(3)), .. Enumerable.Repeat(Flight.Record(22, 3, Flight.Message(22, new byte[16000])), 5).SelectMany(one => one)] },
    };

    [Theory]
    [MemberData(nameof(NoTls))]
    public async Task What_is_no_TLS_fails_at_once(string why, byte[] said)
    {
        await using var stub = After(async (stream, stop) => await stream.WriteAsync(said, stop));
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome, facts.Thumbprint).ShouldBe((ProbeEnding.TlsFailed, ProbeOutcome.TlsFailed, null), why);
    }

    [Fact]
    public async Task A_certificate_cannot_write_to_a_terminal()
    {
        await using var stub = Answering(Flight.Of(3, Papers.Nasty.RawData));
        var facts = await Look.AtAsync(stub);
        facts.Subject!.ShouldContain("?[2J?evil");
        string.Concat([facts.Subject!, facts.Issuer!, .. facts.Names]).ShouldNotContain(letter => char.IsControl(letter) || letter == '\u202E');
    }
}
