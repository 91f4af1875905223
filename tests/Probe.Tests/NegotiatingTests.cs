using System.Text;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>The second step: every way in which a listener answers, or does not answer, a connection request.</summary>
public sealed class NegotiatingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closed_without_a_byte_is_not_the_same_as_silence(bool reset)
    {
        await using var stub = Stub.That((stream, _) =>
        {
            if (reset) Rdp.Abort(stream);
            return Task.CompletedTask;
        });
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.ClosedBeforeReply, ProbeOutcome.NoAnswer));
    }

    [Fact]
    public async Task A_listener_that_accepts_and_says_nothing_is_silent()
    {
        await using var stub = Stub.That((_, stop) => Rdp.ForeverAsync(stop));
        var facts = await Look.AtAsync(stub, Look.Short);
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.Silent, ProbeOutcome.NoAnswer));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", @"SSH-2.0-OpenSSH_9.2p1\x0D\x0A")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", @"HTTP/1.1 400 Bad Request\x0D\x0A\x0D\x0A")]
    [InlineData("\u0015\u0003\u0003", @"\x15\x03\x03")]
    [InlineData("\u0003!", @"\x03!")]
    [InlineData("back\\slash", @"back\x5Cslash")]
    public async Task Another_program_on_the_port_is_not_RDP_and_shows_its_first_bytes(string said, string banner)
    {
        await using var stub = Stub.Saying(Encoding.Latin1.GetBytes(said));
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome, facts.Banner).ShouldBe((ProbeEnding.NotRdp, ProbeOutcome.NotRdp, banner));
    }

    [Fact]
    public async Task A_banner_is_cut()
    {
        await using var stub = Stub.Saying(Enumerable.Repeat((byte)'a', 5000).ToArray());
        (await Look.AtAsync(stub)).Banner.ShouldBe(new string('a', 48));
    }

    public static TheoryData<string, byte[]> Senseless => new()
    {
        { "cut in the header", Rdp.Selecting(2)[..3] },
        { "cut in the packet", Rdp.Selecting(2)[..12] },
        { "disconnect request", [0x03, 0x00, 0x00, 0x0B, 0x06, 0x80, 0x00, 0x00, 0x12, 0x34, 0x00] },
        { "too short to be one", [0x03, 0x00, 0x00, 0x07, 0x02, 0xF0, 0x80] },
        { "too long to be one", [0x03, 0x00, 0x7F, 0xFF, .. new byte[600]] },
        { "a protocol that was not offered", Rdp.Selecting(8) },
        { "two protocols at once", Rdp.Selecting(3) },
        { "neither response nor failure", [.. Rdp.Selecting(2)[..11], 0x07, .. Rdp.Selecting(2)[12..]] },
        { "a length of its own", [.. Rdp.Selecting(2)[..13], 0x09, .. Rdp.Selecting(2)[14..]] },
        { "more than one packet", [.. Rdp.Selecting(2), 0x16] },
    };

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task What_begins_like_RDP_and_makes_no_sense_is_garbled(string why, byte[] said)
    {
        await using var stub = Stub.Saying(said);
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.Garbled, ProbeOutcome.NotRdp), why);
    }

    [Theory]
    [InlineData(1, ProbeEnding.SslRequired, true)]
    [InlineData(2, ProbeEnding.SslNotAllowed, false)]
    [InlineData(3, ProbeEnding.NoCertificate, false)]
    [InlineData(4, ProbeEnding.InconsistentFlags, false)]
    [InlineData(5, ProbeEnding.HybridRequired, true)]
    [InlineData(6, ProbeEnding.SslWithUserAuthRequired, false)]
    [InlineData(77, ProbeEnding.NegotiationRefused, false)]
    public async Task Each_refusal_has_its_name_and_those_that_ask_for_more_security_are_healthy(byte code, ProbeEnding ending, bool healthy)
    {
        await using var stub = Stub.Saying(Rdp.Failing(code));
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.Outcome, facts.NegotiationFailure, facts.AsGoodAsHealthy).ShouldBe((ending, ProbeOutcome.NegotiationRefused, code, healthy));
    }

    [Fact]
    public async Task A_server_without_any_TLS_is_told_from_one_that_refuses_it()
    {
        foreach (var said in new[] { Rdp.Bare, Rdp.Selecting(0) })
        {
            await using var stub = Stub.Saying(said);
            var facts = await Look.AtAsync(stub);
            (facts.Ending, facts.Outcome, facts.NegotiationFailure, facts.SelectedProtocol).ShouldBe((ProbeEnding.StandardSecurityOnly, ProbeOutcome.NegotiationRefused, 2, 0));
        }
    }

    [Fact]
    public async Task TLS_and_CredSSP_are_offered_and_TLS_alone_only_on_demand()
    {
        var offered = new List<byte>();
        await using var stub = Stub.That(async (stream, stop) => offered.Add(await Rdp.RequestAsync(stream, stop)));
        await Look.AtAsync(stub);
        await Look.AtAsync(stub, Look.Patient with { TlsOnly = true });
        offered.ShouldBe([3, 1]);
    }

    [Fact]
    public async Task A_refusal_counts_though_the_server_hangs_up_in_the_same_breath()
    {
        byte[] failure = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x03, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00];
        byte[] disconnect = [0x03, 0x00, 0x00, 0x09, 0x02, 0xF0, 0x80, 0x21, 0x80];
        await using var stub = Stub.Saying([.. failure, .. disconnect]);
        var facts = await Look.AtAsync(stub);
        (facts.Ending, facts.NegotiationFailure).ShouldBe((ProbeEnding.NoCertificate, 3));
    }

    [Fact]
    public async Task A_drop_at_a_time_does_not_buy_more_time()
    {
        await using var stub = Stub.That(async (stream, stop) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            foreach (var one in Rdp.Selecting(2))
            {
                await timer.WaitForNextTickAsync(stop);
                await stream.WriteAsync(new[] { one }, stop);
            }
        });
        (await Look.AtAsync(stub, Look.Short)).Ending.ShouldBe(ProbeEnding.Garbled);
    }
}
