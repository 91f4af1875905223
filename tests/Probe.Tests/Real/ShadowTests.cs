using System.Security.Cryptography.X509Certificates;
using RdpMedic.Cloud.Probe;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Probe.Tests.Real;

/// <summary>What the look says of a genuine FreeRDP server with NLA, against what it was set to.</summary>
public sealed class ShadowTests(Screen screen) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rdpmedic-shadow-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<RealServer> StartAsync(string security, string? clock = null)
    {
        if (RealServer.Missing(clock is null ? ["Xvfb", "freerdp-shadow-cli"] : ["Xvfb", "freerdp-shadow-cli", "faketime"]) is { } missing) Assert.Skip(missing);
        var (port, accounts) = (RealServer.FreePort(), Path.Combine(folder, "sam"));
        await File.WriteAllTextAsync(accounts, "");
        string[] arguments = [$"/port:{port}", "/bind-address:127.0.0.1", $"/sec:{security}", $"/sam-file:{accounts}"];
        (string, string)[] environment = [("DISPLAY", screen.Display), ("HOME", folder), ("XDG_CONFIG_HOME", Path.Combine(folder, ".config"))];
        var process = clock is null ? RealServer.Start("freerdp-shadow-cli", arguments, environment) : RealServer.Start("faketime", ["-f", clock, RealServer.PathOf("freerdp-shadow-cli")!, .. arguments], environment);
        return await RealServer.WaitAsync(process, port);
    }

    /// <summary>By the wall clock, for these servers have no other.</summary>
    private static Task<ProbeFacts> LookAsync(RealServer server, LookOptions? options = null) => new RdpLook(options ?? Look.Patient, TimeProvider.System).LookAsync(new("127.0.0.1", server.Port), Look.Token);

    private string Thumbprint()
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, ".config/freerdp/shadow/shadow.crt"));
        return own.Thumbprint;
    }

    [Fact]
    public async Task A_server_that_enforces_NLA_answers_who_offers_it_and_refuses_who_does_not()
    {
        await using var server = await StartAsync("nla");
        var facts = await LookAsync(server);
        (facts.Ending, facts.SelectedProtocol, facts.Thumbprint).ShouldBe((ProbeEnding.Answered, 2, Thumbprint()));
        var less = await LookAsync(server, Look.Patient with { TlsOnly = true });
        (less.Ending, less.NegotiationFailure, less.AsGoodAsHealthy).ShouldBe((ProbeEnding.HybridRequired, 5, true));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("-12m", -720)]
    [InlineData("+90m", 5400)]
    public async Task Its_name_and_its_clock_are_read_from_the_challenge(string? clock, int skew)
    {
        await using var server = await StartAsync("nla", clock);
        var facts = await LookAsync(server, Look.Patient with { Challenge = true });
        (facts.Ending, facts.Thumbprint, facts.ChallengeMissing).ShouldBe((ProbeEnding.Answered, Thumbprint(), null));
        facts.Ntlm!.Host.ShouldBe(Environment.MachineName, StringCompareShould.IgnoreCase);
        facts.Ntlm.OsVersion.ShouldNotBeNull();
        facts.ClockSkewSeconds!.Value.ShouldBeInRange(skew - 10, skew + 10);
    }

    [Fact]
    public async Task A_server_without_NLA_chooses_TLS()
    {
        await using var server = await StartAsync("tls");
        var facts = await LookAsync(server, Look.Patient with { Challenge = true });
        (facts.Ending, facts.SelectedProtocol, facts.Thumbprint, facts.Ntlm).ShouldBe((ProbeEnding.Answered, 1, Thumbprint(), null));
    }

    [Fact]
    public async Task A_server_that_allows_no_TLS_says_so()
    {
        await using var server = await StartAsync("rdp");
        var facts = await LookAsync(server);
        (facts.Ending, facts.NegotiationFailure).ShouldBe((ProbeEnding.SslNotAllowed, 2));
    }
}
