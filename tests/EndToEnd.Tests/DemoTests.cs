using System.Text.Json;
using RdpMedic.House.Tests.Schemas;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The whole product as a process: the deployed functions, the genuine SDKs, real HTTPS, AMQP and RDP sockets, against the emulator.</summary>
public sealed class DemoTests
{
    private static readonly string[] All = ["termservice-down", "cert-custom-invalid", "nsg-deny", "lb-misconfig"];

    private static JsonElement Last(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;

    [Fact]
    public async Task A_broken_fleet_is_healed_over_the_genuine_SDKs_and_nothing_unsafe_is_seen()
    {
        var trace = Path.Combine(Directory.CreateTempSubdirectory("rdpmedic-demo-").FullName, "calls.jsonl");
        var (code, output, error) = await CommandLine.RunAsync("demo", "--hosts", "40", "--seed", "7", "--json", "--speed", "30", "--trace", trace);
        code.ShouldBe(0, error);
        var summary = Last(output);
        SchemaCheck.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "demo.schema.json"), TestContext.Current.CancellationToken)).Check(summary).ShouldBeEmpty();
        summary.GetProperty("unsafe").GetInt32().ShouldBe(0);
        foreach (var failure in All) summary.GetProperty("failures").GetProperty(failure).GetProperty("healed").GetInt32().ShouldBeGreaterThan(0, failure);
        Traced([.. File.ReadLines(trace).Select(line => JsonDocument.Parse(line).RootElement)]);
    }

    /// <summary>What a repair looks like on the wire, each by the SDK's own user agent.</summary>
    private static void Traced(List<JsonElement> lines)
    {
        bool Call(string method, string path, string agent, Func<JsonElement, bool>? more = null) => lines.Exists(line =>
            line.TryGetProperty("method", out var verb) && verb.GetString() == method
            && line.GetProperty("url").GetString()!.Contains(path, StringComparison.OrdinalIgnoreCase)
            && line.TryGetProperty("userAgent", out var who) && who.GetString()!.StartsWith($"azsdk-net-{agent}/", StringComparison.Ordinal)
            && line.GetProperty("status").GetInt32() is >= 200 and < 300
            && more?.Invoke(line) != false);

        Call("PUT", "/runCommands/rdpmedic-", "ResourceManager.Compute").ShouldBeTrue();
        Call("POST", "/create?", "Security.KeyVault.Certificates").ShouldBeTrue();
        Call("PUT", "/securityRules/", "ResourceManager.Network", line => line.TryGetProperty("ifNoneMatch", out var none) && none.GetString() == "*").ShouldBeTrue();
        Call("PUT", "/securityRules/", "ResourceManager.Network", line => line.TryGetProperty("ifMatch", out _)).ShouldBeTrue();
        Call("PUT", "/backendAddressPools/", "ResourceManager.Network", line => line.TryGetProperty("ifMatch", out _)).ShouldBeTrue();
        Call("PATCH", "/sessionHosts/", "ResourceManager.DesktopVirtualization").ShouldBeTrue();
        Call("POST", "/query", "Monitor.Query").ShouldBeTrue();
        lines.Exists(line => line.TryGetProperty("entity", out _) && line.TryGetProperty("session", out _)).ShouldBeTrue("no AMQP link has a session");
        lines.Exists(line => line.TryGetProperty("url", out var url) && url.GetString()!.Contains("/secrets/", StringComparison.OrdinalIgnoreCase)).ShouldBeFalse("a private key was asked for");
    }

    [Fact]
    public async Task Scripts_that_lie_heal_nobody()
    {
        var (code, output, error) = await CommandLine.RunAsync("demo", "--hosts", "24", "--seed", "7", "--json", "--sabotage", "repair");
        code.ShouldBe(1, error);
        var summary = Last(output);
        summary.GetProperty("unsafe").GetInt32().ShouldBe(0, error);
        foreach (var failure in summary.GetProperty("failures").EnumerateObject().Where(failure => failure.Name is "termservice-down" or "cert-custom-invalid"))
        {
            failure.Value.GetProperty("healed").GetInt32().ShouldBe(0, failure.Name);
            failure.Value.GetProperty("escalated").GetInt32().ShouldBeGreaterThan(0, failure.Name);
        }
    }

    [Theory]
    [InlineData("dance", "'dance'")]
    [InlineData("demo --colour red", "'--colour'")]
    [InlineData("demo --hosts many", "many")]
    [InlineData("demo --hosts 3", "--hosts takes 8 to 400")]
    [InlineData("demo --sabotage vault", "--sabotage knows one thing")]
    [InlineData("demo --trace /nowhere/at/all.jsonl --hosts 8", "The demo cannot run")]
    public async Task What_it_cannot_do_is_said_in_a_sentence_with_exit_code_2(string line, string said)
    {
        var (code, _, error) = await CommandLine.RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(said);
        error.ShouldNotContain("   at ");
    }
}
