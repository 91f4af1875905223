using System.Text.Json;
using RdpMedic.Functions.Access;
using RdpMedic.Healing.Safety;

namespace RdpMedic.EndToEnd.Tests.Http;

/// <summary>What people ask about the fleet, over real HTTP.</summary>
[Collection(OneApp.Name)]
public sealed class ExplainTests(AppStand app)
{
    private static JsonElement Gate(JsonElement explained, string name) => explained.GetProperty("gates").EnumerateArray().Single(gate => gate.GetProperty("gate").GetString() == name);

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private async Task<List<JsonElement>> HostsAsync()
    {
        var page = await app.GetAsync("api/hosts");
        AppStand.Holds("hosts.schema.json", page);
        return [.. page.GetProperty("hosts").EnumerateArray()];
    }

    [Fact]
    public async Task Every_host_of_the_fleet_is_explained_gate_by_gate()
    {
        // Somebody waits by then, and somebody is healthy.
        await app.CaseAsync("awaiting-approval", _ => true);
        var hosts = await HostsAsync();
        hosts.Count.ShouldBe(40);
        foreach (var host in hosts)
        {
            var explained = await app.GetAsync($"api/hosts/{Text(host, "host")}/explain");
            AppStand.Holds("explain.schema.json", explained);
            Text(explained, "why").ShouldNotBeEmpty();
            explained.GetProperty("gates").EnumerateArray().Select(gate => Text(gate, "gate")).ShouldBe(Gates.All.Select(gate => gate.Name), Text(host, "host"));
        }

        foreach (var stranger in hosts.Where(host => !host.GetProperty("enrolled").GetBoolean()))
            Text(Gate(await app.GetAsync($"api/hosts/{Text(stranger, "host")}/explain"), "Enrolled"), "state").ShouldBe("closed");
        hosts.ShouldContain(host => !host.GetProperty("enrolled").GetBoolean());
    }

    [Fact]
    public async Task A_host_that_waits_for_an_approval_says_so_and_which_plan_it_is()
    {
        var waiting = await app.CaseAsync("awaiting-approval", one => one.GetProperty("failure").GetString() != "cert-expiring");
        var explained = await app.GetAsync($"api/hosts/{Text(waiting, "host")}/explain");
        // A case looks again now and then, and is diagnosed anew while it does.
        if (Text(explained.GetProperty("case"), "state") != "awaiting-approval") return;
        Text(explained, "why").ShouldContain(Text(waiting, "planHash"));
        Text(Gate(explained, "Autonomy"), "state").ShouldBe("closed");
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_not_found()
    {
        using var answer = await app.SendAsync(HttpMethod.Get, "api/hosts/nobody/explain", await app.TokenAsync(Role.Reader));
        (await AppStand.ProblemAsync(answer, 404)).GetProperty("field").GetString().ShouldBe("name");
    }

    [Fact]
    public async Task The_list_of_hosts_comes_in_pages()
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await app.GetAsync($"api/hosts?limit=10{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            names.AddRange(page.GetProperty("hosts").EnumerateArray().Select(host => Text(host, "host")));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        names.Count.ShouldBe(40);
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(40);
    }

    [Theory]
    [InlineData("api/cases", "cases.schema.json")]
    [InlineData("api/pools", "pools.schema.json")]
    [InlineData("api/incidents", "incidents.schema.json")]
    [InlineData("api/certificates", "certificates.schema.json")]
    [InlineData("api/report?days=1", "report.schema.json")]
    public async Task Every_list_is_as_its_schema_says(string path, string schema) => AppStand.Holds(schema, await app.GetAsync(path));

    [Fact]
    public async Task Certificates_are_listed_with_the_hosts_that_should_present_them() =>
        (await app.GetAsync("api/certificates")).EnumerateArray().First(one => Text(one, "certificate") == "rdp-vm-01").GetProperty("hosts").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("vm-01");

    [Theory]
    [InlineData("api/hosts?limit=0", "limit")]
    [InlineData("api/hosts?limit=all", "limit")]
    [InlineData("api/report?days=400", "days")]
    [InlineData("api/cases?state=happy", "state")]
    public async Task A_query_that_makes_no_sense_is_refused_by_the_name_of_its_field(string path, string field)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, path, await app.TokenAsync(Role.Reader));
        (await AppStand.ProblemAsync(answer, 400)).GetProperty("field").GetString().ShouldBe(field);
    }
}
