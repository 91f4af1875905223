using System.Net;
using System.Net.Sockets;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;
using RdpMedic.Probe.Tests.Stubs;

namespace RdpMedic.Probe.Tests;

/// <summary>The first step: is there a way to the port, and does anything listen there?</summary>
public sealed class ConnectingTests
{
    [Fact]
    public async Task A_port_that_nobody_listens_on_is_refused()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var facts = await Look.AtAsync((IPEndPoint)bound.LocalEndPoint!);
        (facts.Ending, facts.Outcome, facts.AsGoodAsHealthy).ShouldBe((ProbeEnding.Refused, ProbeOutcome.Refused, false));
    }

    /// <summary>A listener that never accepts and whose queue is full drops every further request, as a firewall does.</summary>
    [Fact]
    public async Task Packets_that_are_dropped_are_a_time_out()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var at = (IPEndPoint)full.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        foreach (var filler in fillers) Should.Throw<SocketException>(() => filler.Connect(at)).SocketErrorCode.ShouldBeOneOf(SocketError.WouldBlock, SocketError.InProgress);
        var facts = await Look.AtAsync(at, Look.Short);
        fillers.ForEach(filler => filler.Dispose());
        (facts.Ending, facts.Outcome, facts.AsGoodAsHealthy).ShouldBe((ProbeEnding.TimedOut, ProbeOutcome.Timeout, false));
    }

    [Fact]
    public async Task A_name_without_an_address_says_nothing_about_a_host()
    {
        var facts = await Look.AtAsync(new ProbeTarget("there-is-no-such-name.invalid"), new LookOptions { Timeout = TimeSpan.FromSeconds(5) });
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.NameNotFound, ProbeOutcome.NotTried));
    }

    /// <summary>A link-local address on the loopback interface: no packet leaves the machine, the kernel itself has no way there.</summary>
    [Fact]
    public async Task An_address_without_a_way_is_unreachable()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6, so it has no address that it cannot reach without sending a packet");
        var facts = await Look.AtAsync(new ProbeTarget("fe80::1%1"));
        (facts.Ending, facts.Outcome).ShouldBe((ProbeEnding.Unreachable, ProbeOutcome.Timeout));
    }

    [Fact]
    public async Task IPv6_works_as_IPv4_does()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var stub = new Stub(async (stream, stop) =>
        {
            await Rdp.RequestAsync(stream, stop);
            await stream.WriteAsync(Rdp.Failing(3), stop);
        }, IPAddress.IPv6Loopback);
        var facts = await Look.AtAsync(new ProbeTarget("::1", stub.Port));
        (facts.Ending, facts.Address).ShouldBe((ProbeEnding.NoCertificate, "::1"));
    }

    [Fact]
    public async Task A_name_is_looked_up_and_the_address_that_answered_is_said()
    {
        await using var stub = Stub.Saying(Rdp.Failing(3));
        var facts = await Look.AtAsync(new ProbeTarget("localhost", stub.Port));
        (facts.Ending, facts.Address).ShouldBe((ProbeEnding.NoCertificate, "127.0.0.1"));
    }

    [Fact]
    public async Task Who_no_longer_wants_to_know_is_told_so()
    {
        await using var stub = Stub.That((_, stop) => Rdp.ForeverAsync(stop));
        using var cancelled = new CancellationTokenSource();
        var looking = new RdpLook(Look.Patient, Look.Clock).LookAsync(new ProbeTarget("127.0.0.1", stub.Port), cancelled.Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => looking);
    }

    [Theory]
    [InlineData("host", "host:3389")]
    [InlineData("host:3390", "host:3390")]
    [InlineData("vm-1.contoso.com:1", "vm-1.contoso.com:1")]
    [InlineData("10.0.0.4", "10.0.0.4:3389")]
    [InlineData("10.0.0.4:65535", "10.0.0.4:65535")]
    [InlineData("::1", "[::1]:3389")]
    [InlineData("[::1]", "[::1]:3389")]
    [InlineData("[2001:db8::7]:3390", "[2001:db8::7]:3390")]
    public void A_target_is_a_name_or_an_address_and_perhaps_a_port(string text, string read) => ProbeTarget.Parse(text)!.ToString().ShouldBe(read);

    [Theory]
    [InlineData("")]
    [InlineData(":3389")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+80")]
    [InlineData("host:rdp")]
    [InlineData("[host]:3389")]
    [InlineData("[10.0.0.4]:3389")]
    [InlineData("two words")]
    [InlineData("http://host/")]
    public void What_is_no_target_is_not_guessed(string text) => ProbeTarget.Parse(text).ShouldBeNull();
}
