using System.Net.Security;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>The optional fourth step: who the server is and what time it has, by the NTLM challenge.</summary>
public sealed class ChallengeTests
{
    private static readonly LookOptions Asking = Look.Patient with { Challenge = true };

    private static Stub Then(Func<SslStream, CancellationToken, Task> then, byte protocol = 2) => Stub.That(async (stream, stop) =>
    {
        await Rdp.SelectAsync(stream, protocol, stop);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(Papers.Own);
        if (protocol == 2)
        {
            var asked = new byte[TsRequest.Write(NtlmChallenge.Request.Span).Length];
            await tls.ReadExactlyAsync(asked, stop);
            asked.AsSpan().IndexOf("NTLMSSP\0\u0001\0\0\0"u8).ShouldBeGreaterThan(0);
        }

        await then(tls, stop);
    });

    private static Stub Answering(params byte[] bytes) => Then(async (tls, stop) =>
    {
        await tls.WriteAsync(bytes, stop);
        await Rdp.ForeverAsync(stop);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-720)]
    [InlineData(86400)]
    public async Task Names_version_and_clock_are_read_beside_the_certificate_in_one_connection(int skew)
    {
        await using var stub = Answering(CredSsp.Request(CredSsp.Challenge(Look.Clock.Now.AddSeconds(skew))));
        var facts = await Look.AtAsync(stub, Asking);
        (facts.Ending, facts.Thumbprint, facts.ClockSkewSeconds, facts.ChallengeMissing).ShouldBe((ProbeEnding.Answered, Papers.Own.Thumbprint, skew, null));
        facts.Ntlm.ShouldBe(new NtlmNames("VM-1", "CONTOSO", "vm-1.contoso.test", "contoso.test", "10.0.20348"));
        facts.TlsVersion.ShouldBe("1.3");
        stub.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_challenge_inside_SPNEGO_is_found()
    {
        var wrapped = CredSsp.Der(0xA1, CredSsp.Der(0x30, CredSsp.Der(0xA2, CredSsp.Der(0x04, CredSsp.Challenge(Look.Clock.Now)))));
        await using var stub = Answering(CredSsp.Request(wrapped));
        (await Look.AtAsync(stub, Asking)).Ntlm!.Host.ShouldBe("VM-1");
    }

    [Fact]
    public async Task A_server_without_CredSSP_is_not_asked()
    {
        await using var stub = Then((_, stop) => Rdp.ForeverAsync(stop), protocol: 1);
        var facts = await Look.AtAsync(stub, Asking);
        (facts.Ending, facts.SelectedProtocol, facts.ChallengeMissing).ShouldBe((ProbeEnding.Answered, 1, "the server chose TLS without CredSSP"));
    }

    public static TheoryData<string, byte[]> Senseless => new()
    {
        { "the answer is no CredSSP message", "HTTP/1.1 400"u8.ToArray() },
        { "the answer is no CredSSP message", [0x30, 0x80, 0, 0] },
        { "the answer is no CredSSP message", [0x30, 0x83, 0x10, 0, 0] },
        { "the answer has no NTLM challenge in it", CredSsp.Request([1, 2, 3]) },
        { "the answer has no NTLM challenge in it", CredSsp.Request("NTLMSSP\0\u0002\0\0\0"u8.ToArray()) },
        { "the answer has no NTLM challenge in it", CredSsp.Der(0x30, [.. CredSsp.Der(0xA0, CredSsp.Der(0x02, 6)), .. CredSsp.Der(0xA4, CredSsp.Der(0x02, 0x80, 9, 3, 2))]) },
    };

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task Whatever_comes_instead_RDP_has_answered(string missing, byte[] said)
    {
        await using var stub = Answering(said);
        var facts = await Look.AtAsync(stub, Asking);
        (facts.Ending, facts.Thumbprint, facts.Ntlm, facts.ChallengeMissing).ShouldBe((ProbeEnding.Answered, Papers.Own.Thumbprint, null, missing));
    }

    [Fact]
    public async Task Silence_and_hanging_up_are_told_apart()
    {
        await using var silent = Then((_, stop) => Rdp.ForeverAsync(stop));
        (await Look.AtAsync(silent, Asking with { Timeout = TimeSpan.FromSeconds(2) })).ChallengeMissing.ShouldBe("no answer");
        await using var closing = Then((_, _) => Task.CompletedTask);
        (await Look.AtAsync(closing, Asking)).ChallengeMissing.ShouldBe("the connection was closed instead");
    }

    [Fact]
    public void A_clock_that_no_calendar_knows_is_no_clock()
    {
        var challenge = CredSsp.Challenge(Look.Clock.Now);
        challenge.AsSpan(challenge.Length - 12, 8).Fill(0x7F);
        var read = NtlmChallenge.Read(challenge)!;
        (read.Time, read.Names.Host).ShouldBe((null, "VM-1"));
    }

    [Fact]
    public void Names_beyond_the_message_are_not_read()
    {
        var challenge = CredSsp.Challenge(Look.Clock.Now);
        challenge[40] = 0xFF;
        challenge[41] = 0xFF;
        NtlmChallenge.Read(challenge)!.Names.ShouldBe(new NtlmNames(null, null, null, null, "10.0.20348"));
    }
}
