using System.Text.Json;
using RdpMedic.Cli.Scenarios;
using RdpMedic.House.Tests.Schemas;
using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>Scenarios as a command, in virtual time and over the wire.</summary>
public sealed class ScenarioTests
{
    private const string Stopped = "hosts: {vm-1: , vm-2: }\nfaults: [{at: 5m, on: vm-1, break: termservice-down/stopped}]\nrun: 40m\n";

    /// <summary>Played over the wire in every test run: a service, a rule, a certificate from the vault, a policy that owns a setting, a pool, and a day with nothing to do.</summary>
    private static readonly string[] Subset =
    [
        "termservice-down/stopped", "rdp-disabled/group-policy", "nsg-deny/listed-rule-deleted", "cert-custom-invalid/for-clients-only",
        "port-changed/listed-port-is-restored", "guest-firewall/pool-needs-no-inbound-rule", "drain-mode/forgotten-in-the-guest", "nothing/not-enrolled",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Root { get; } = Checkout.Root;

    private static string Committed(string name) => Path.Combine(Root, "tests", "Scenarios", $"{name}.yaml");

    [Fact]
    public async Task A_subset_has_the_same_verdicts_over_the_wire_with_the_genuine_SDKs()
    {
        var (code, output, error) = await CommandLine.RunAsync(["scenario", "--wire", "--json", "--speed", "60", "--at-once", "8", .. Subset.Select(Committed)]);
        code.ShouldBe(0, error);
        var summary = Last(output);
        summary.GetProperty("mode").GetString().ShouldBe("wire");
        summary.GetProperty("passed").GetInt32().ShouldBe(Subset.Length);
        foreach (var result in summary.GetProperty("results").EnumerateArray()) result.GetProperty("notJudged").EnumerateArray().Select(one => one.GetString()).ShouldBe(WireLimits.NotJudged);
    }

    [Fact]
    public async Task The_wire_is_judged_and_not_taken_for_granted()
    {
        var file = await WriteAsync($"name: a\n{Stopped}expect: {{hosts: {{vm-1: {{outcome: escalated}}, vm-2: {{noCase: true}}}}}}\n");
        var (code, output, error) = await CommandLine.RunAsync("scenario", file, "--wire", "--json");
        code.ShouldBe(1);
        error.ShouldContain("vm-1: outcome: expected escalated, and it was healed");
        Last(output).GetProperty("failed").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task In_virtual_time_every_result_stands_in_one_object_of_its_schema()
    {
        var wrong = await WriteAsync($"name: a\ntags: hard\n{Stopped}expect: {{hosts: {{vm-1: {{outcome: escalated}}}}}}\n");
        var (code, output, error) = await CommandLine.RunAsync("scenario", Committed("termservice-down/stopped"), wrong, "--json");
        code.ShouldBe(1);
        error.ShouldContain("expected escalated, and it was healed");
        var summary = Last(output);
        summary.GetProperty("mode").GetString().ShouldBe("virtual");
        (summary.GetProperty("passed").GetInt32(), summary.GetProperty("failed").GetInt32(), summary.GetProperty("skipped").GetInt32()).ShouldBe((1, 1, 0));
        summary.GetProperty("results")[1].GetProperty("tags")[0].GetString().ShouldBe("hard");
    }

    [Theory]
    [InlineData("noWire: it needs a crash in the middle of a turn", "it needs a crash in the middle of a turn")]
    [InlineData("repeat: true", "'repeat' delivers every message twice")]
    [InlineData("deliver: {duplicate: 0.5}", "'deliver' delays, doubles or reorders messages")]
    [InlineData("traffic: {visitors: true}", "'traffic.visitors' come by chance")]
    public async Task A_named_file_that_asks_what_the_wire_cannot_do_is_refused_in_a_sentence_with_exit_code_2(string asks, string said)
    {
        var file = await WriteAsync($"name: a\n{Stopped}{asks}\nexpect: {{}}\n");
        var (code, output, error) = await CommandLine.RunAsync("scenario", file, Committed("termservice-down/stopped"), "--wire", "--json");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain($"{file} cannot be played over the wire: {said}");
    }

    [Theory]
    [InlineData("run: 9h\nexpect: {}", "it lasts 9h")]
    [InlineData("expect: {azureCalls: {inventory: {max: 3}, networkWrites: {max: 0}}}", "it bounds calls that are counted in virtual time only (inventory)")]
    public void What_cannot_be_waited_for_or_counted_is_refused_too(string asks, string said) =>
        WireLimits.Of(ScenarioFile.Read("s.yaml", $"name: a\nhosts: {{vm-1: }}\n{asks}\n")).ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public async Task A_folder_plays_what_can_be_played_and_lists_the_rest_with_its_reasons()
    {
        var folder = Directory.CreateTempSubdirectory("rdpmedic-scenarios-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.yaml"), "name: a\nhosts: {vm-1: }\nrun: 5m\nexpect: {noCase: true}\n", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "b.yaml"), "name: b\nhosts: {vm-1: }\nrun: 5m\nrepeat: true\nexpect: {noCase: true}\n", Token);
        var (code, output, error) = await CommandLine.RunAsync("scenario", folder, "--wire", "--json");
        code.ShouldBe(0, error);
        error.ShouldContain("'repeat'");
        var summary = Last(output);
        (summary.GetProperty("passed").GetInt32(), summary.GetProperty("failed").GetInt32(), summary.GetProperty("skipped").GetInt32()).ShouldBe((1, 0, 1));
        summary.GetProperty("results")[1].GetProperty("skipped").GetString()!.ShouldContain("'repeat'");
        summary.GetProperty("results")[1].GetProperty("passed").GetBoolean().ShouldBeFalse();
    }

    /// <summary>By the same reasons as the command: so many are left that can be shown with the genuine SDKs.</summary>
    [Fact]
    public void At_least_twenty_committed_scenarios_can_be_played_over_the_wire() =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "Scenarios"), "*.yaml", SearchOption.AllDirectories).Count(file => WireLimits.Of(ScenarioFile.Load(file)).Count == 0).ShouldBeGreaterThanOrEqualTo(20);

    [Theory]
    [InlineData("scenario /nowhere/at/all.yaml", "there is no such file or folder")]
    [InlineData("scenario /nowhere/at/all.yaml --speed 20", "--speed is about runs over the wire")]
    [InlineData("scenario /nowhere/at/all.yaml --wire --speed 500", "--speed takes 1 to 120")]
    public async Task What_it_cannot_make_sense_of_is_said_in_a_sentence_with_exit_code_2(string line, string said)
    {
        var (code, _, error) = await CommandLine.RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(said);
        error.ShouldNotContain("   at ");
    }

    private static JsonElement Last(string output)
    {
        var summary = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        SchemaCheck.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenarios.schema.json"))).Check(summary).ShouldBeEmpty();
        return summary;
    }

    private static async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("rdpmedic-scenario-").FullName, "s.yaml");
        await File.WriteAllTextAsync(file, text, Token);
        return file;
    }
}
