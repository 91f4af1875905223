using System.Net.Security;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>Replies that are cut, changed or invented: the worst they do is to make their own look end under one of its names.</summary>
public sealed class HostileTests
{
    private static byte[] Challenge => CredSsp.Request(CredSsp.Challenge(Look.Clock.Now));

    private static byte[] Records => Flight.Of(3, Papers.Own.RawData);

    [Fact]
    public void No_decoder_throws_whatever_it_is_fed()
    {
        var dice = new Random(20310506);
        byte[][] good = [Rdp.Selecting(2), Rdp.Failing(5), Rdp.Bare, Records, Challenge, CredSsp.Challenge(Look.Clock.Now), Papers.Own.RawData];
        foreach (var one in good.SelectMany(Cut).Concat(good.SelectMany(whole => Enumerable.Range(0, 3000).Select(_ => Changed(whole, dice)))).Concat(Enumerable.Range(0, 3000).Select(_ => Invented(dice))))
        {
            Negotiation.LengthOf(one);
            Negotiation.Read(one, tlsOnly: false);
            Flow(one);
            TsRequest.LengthOf(one);
            if (TsRequest.Read(one) is { } token) NtlmChallenge.Read(token.Span);
            NtlmChallenge.Read(one);
            // Where a length is told, it is one that a reader can use.
            (TsRequest.LengthOf(one) is null or (>= 0 and <= TsRequest.Longest)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Cut_and_changed_replies_end_a_look_and_nothing_else()
    {
        var dice = new Random(7);
        var replies = new Queue<byte[]>(Some(Rdp.Selecting(2), 60, dice).Concat(Some([.. Rdp.Selecting(2), .. Records], 60, dice)));
        await using var stub = Stub.That(async (stream, stop) =>
        {
            byte[] said;
            lock (replies) said = replies.Count > 0 ? replies.Dequeue() : [];
            await Rdp.RequestAsync(stream, stop);
            await stream.WriteAsync(said, stop);
        });
        await EveryOneEndsAsync(stub, replies, new LookOptions { Timeout = TimeSpan.FromSeconds(2) });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_and_changed_handshakes_end_a_look_and_nothing_else(bool whole)
    {
        var dice = new Random(8);
        var replies = new Queue<byte[]>(Some(Records, 120, dice));
        await using var stub = Stub.That(async (stream, stop) =>
        {
            await Rdp.SelectAsync(stream, 2, stop);
            await Rdp.RecordAsync(stream, stop);
            byte[] said;
            lock (replies) said = replies.Count > 0 ? replies.Dequeue() : [];
            await stream.WriteAsync(said, stop);
        });
        await EveryOneEndsAsync(stub, replies, new LookOptions { Timeout = TimeSpan.FromSeconds(2), Challenge = whole });
    }

    [Fact]
    public async Task Cut_and_changed_challenges_never_hide_that_RDP_answered()
    {
        var dice = new Random(9);
        var replies = new Queue<byte[]>(Some(Challenge, 60, dice));
        await using var stub = Stub.That(async (stream, stop) =>
        {
            await Rdp.SelectAsync(stream, 2, stop);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(Papers.Own);
            byte[] said;
            lock (replies) said = replies.Dequeue();
            await tls.WriteAsync(said, stop);
            await tls.ShutdownAsync();
        });
        while (replies.Count > 0) (await Look.AtAsync(stub, Look.Patient with { Challenge = true })).Ending.ShouldBe(ProbeEnding.Answered);
    }

    private static async Task EveryOneEndsAsync(Stub stub, Queue<byte[]> replies, LookOptions options)
    {
        var endings = new List<ProbeEnding>();
        while (replies.Count > 0) endings.Add((await Look.AtAsync(stub, options)).Ending);
        endings.ShouldAllBe(ending => Enum.IsDefined(ending) && ending != ProbeEnding.NotTried);
        endings.Distinct().Count().ShouldBeGreaterThan(1);
    }

    /// <summary>As the hello look reads it: header, body, header, body.</summary>
    private static void Flow(ReadOnlySpan<byte> bytes)
    {
        var flight = new ServerFlight();
        while (!flight.Done && flight.FatalAlert is null && ServerFlight.BodyOf(bytes) is { } length && bytes.Length >= 5 + length)
        {
            if (!flight.Take(bytes[..5], bytes.Slice(5, length))) return;
            bytes = bytes[(5 + length)..];
        }

        flight.Certificates.Count.ShouldBeLessThanOrEqualTo(10);
    }

    private static IEnumerable<byte[]> Some(byte[] good, int count, Random dice) => Enumerable.Range(0, count).Select(index => index % 3 == 0 ? good[..dice.Next(good.Length)] : Changed(good, dice));

    private static IEnumerable<byte[]> Cut(byte[] good) => Enumerable.Range(0, good.Length + 1).Select(length => good[..length]);

    private static byte[] Changed(byte[] good, Random dice)
    {
        var made = (byte[])good.Clone();
        for (var change = dice.Next(1, 4); change > 0; change--) made[dice.Next(made.Length)] = (byte)dice.Next(256);
        return made;
    }

    private static byte[] Invented(Random dice)
    {
        var made = new byte[dice.Next(0, 200)];
        dice.NextBytes(made);
        return made;
    }
}
