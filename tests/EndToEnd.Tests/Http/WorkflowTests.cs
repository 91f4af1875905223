using System.Net.Http.Json;
using System.Text.Json;
using RdpMedic.Functions.Access;

namespace RdpMedic.EndToEnd.Tests.Http;

/// <summary>People and their decisions over real HTTP, down to the host that is mended by them or left as it was.</summary>
[Collection(OneApp.Name)]
public sealed class WorkflowTests(AppStand app)
{
    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    private static string Id(JsonElement one) => one.GetProperty("caseId").GetString()!;

    [Fact]
    public async Task An_approval_of_the_plan_that_was_read_heals_the_host_and_its_journal_says_whose_it_was()
    {
        var waiting = await app.CaseAsync("awaiting-approval", one => one.GetProperty("host").GetString() == app.Desktop("termservice-down", "stopped"));
        var (id, hash) = (Id(waiting), waiting.GetProperty("planHash").GetString());

        using (var wrong = await app.PostAsync(Role.Approver, $"api/cases/{id}/approve", new { planHash = "0123456789abcdef", reason = "looks right" }))
        {
            var problem = await AppStand.ProblemAsync(wrong, 409);
            problem.GetProperty("field").GetString().ShouldBe("planHash");
            problem.GetProperty("detail").GetString()!.ShouldContain(hash!);
        }

        using (var reader = await app.PostAsync(Role.Reader, $"api/cases/{id}/approve", new { planHash = hash, reason = "looks right" })) await AppStand.ProblemAsync(reader, 403);
        using (var unsaid = await app.PostAsync(Role.Approver, $"api/cases/{id}/approve", new { planHash = hash })) (await AppStand.ProblemAsync(unsaid, 400)).GetProperty("field").GetString().ShouldBe("reason");
        using (var unnamed = await app.PostAsync(Role.Approver, $"api/cases/{id}/approve", new { reason = "looks right" })) (await AppStand.ProblemAsync(unnamed, 400)).GetProperty("field").GetString().ShouldBe("planHash");
        using (var taken = await app.PostAsync(Role.Approver, $"api/cases/{id}/approve", new { planHash = hash, reason = "looks right" }))
        {
            ((int)taken.StatusCode).ShouldBe(202, await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            taken.Headers.Location!.ToString().ShouldBe($"/api/cases/{id}");
        }

        var ended = await app.StateAsync(id, "healed", "escalated", "unverified", "suppressed");
        ended.GetProperty("state").GetString().ShouldBe("healed", ended.GetProperty("timeline").GetRawText());
        ended.GetProperty("timeline").EnumerateArray().ShouldContain(entry => entry.GetProperty("said").GetString()!.Contains($"Approver of the demo ({app.Person(Role.Approver)}) approved", StringComparison.Ordinal));
        AppStand.Holds("case.schema.json", ended);
        using var late = await app.PostAsync(Role.Approver, $"api/cases/{id}/cancel", new { reason = "too late" });
        await AppStand.ProblemAsync(late, 409);
    }

    [Theory]
    [InlineData("reject", "rejected")]
    [InlineData("cancel", "cancelled")]
    public async Task A_no_ends_the_case_and_changes_nothing(string verb, string said)
    {
        var waiting = await app.CaseAsync("awaiting-approval", one => one.GetProperty("failure").GetString() != "termservice-down");
        using var taken = await app.PostAsync(Role.Approver, $"api/cases/{Id(waiting)}/{verb}", new { reason = "not now" });
        ((int)taken.StatusCode).ShouldBe(202);
        var ended = await app.StateAsync(Id(waiting), "cancelled");
        ended.GetProperty("ending").GetProperty("reason").GetString()!.ShouldContain(said);
        ended.GetProperty("steps").EnumerateArray().ShouldNotContain(step => step.GetProperty("applied").GetBoolean());
    }

    [Fact]
    public async Task A_pause_stops_an_approved_repair_before_its_first_step_and_resume_lets_it_go_on()
    {
        var host = app.Desktop("termservice-down", "hangs");
        var waiting = await app.CaseAsync("awaiting-approval", one => one.GetProperty("host").GetString() == host);
        var id = Id(waiting);
        using (var paused = await app.PostAsync(Role.Administrator, "api/pause", new { reason = "change freeze" }))
        {
            ((int)paused.StatusCode).ShouldBe(200);
            AppStand.Holds("pause.schema.json", await JsonAsync(paused));
        }

        using (var approved = await app.PostAsync(Role.Approver, $"api/cases/{id}/approve", new { planHash = waiting.GetProperty("planHash").GetString(), reason = "go on" })) ((int)approved.StatusCode).ShouldBe(202);
        var stopped = await app.UntilAsync<JsonElement>(async () => await app.GetAsync($"api/cases/{id}") is var one && one.TryGetProperty("approval", out _) && one.GetProperty("refusals").EnumerateArray().Any(refusal => refusal.GetProperty("gate").GetString() == "Paused") ? one : null, "A refusal by the pause");
        stopped.GetProperty("steps").EnumerateArray().ShouldNotContain(step => step.GetProperty("applied").GetBoolean());
        var explained = await app.GetAsync($"api/hosts/{host}/explain");
        explained.GetProperty("why").GetString()!.ShouldContain("everything is paused: change freeze (by Administrator of the demo");
        (await app.GetAsync("api/report")).GetProperty("pause").GetProperty("paused").GetBoolean().ShouldBeTrue();

        using (var resumed = await app.PostAsync(Role.Administrator, "api/resume", new { reason = "the freeze is over" })) ((int)resumed.StatusCode).ShouldBe(200);
        var ended = await app.StateAsync(id, "healed", "escalated", "unverified", "suppressed");
        ended.GetProperty("state").GetString().ShouldBe("healed", ended.GetProperty("timeline").GetRawText());
    }

    [Fact]
    public async Task One_pool_is_paused_by_the_last_part_of_its_id_and_the_others_are_not()
    {
        using (var paused = await app.PostAsync(Role.Administrator, "api/pause", new { pool = "rg-app-2", reason = "a migration" })) ((int)paused.StatusCode).ShouldBe(200, await paused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await app.GetAsync("api/hosts/vm-10/explain")).GetProperty("why").GetString()!.ShouldContain("the pool is paused: a migration");
        (await app.GetAsync("api/hosts/vm-02/explain")).GetProperty("why").GetString()!.ShouldNotContain("paused");
        using (var unknown = await app.PostAsync(Role.Administrator, "api/pause", new { pool = "rg-app", reason = "a migration" })) (await AppStand.ProblemAsync(unknown, 404)).GetProperty("field").GetString().ShouldBe("pool");
        using (var resumed = await app.PostAsync(Role.Administrator, "api/resume", new { pool = "rg-app-2", reason = "done" })) ((int)resumed.StatusCode).ShouldBe(200);
        (await app.GetAsync("api/hosts/vm-10/explain")).GetProperty("why").GetString()!.ShouldNotContain("paused");
        (await app.GetAsync("api/pools")).EnumerateArray().First(pool => pool.GetProperty("pool").GetString()!.EndsWith("rg-app-2", StringComparison.Ordinal)).GetProperty("pause").GetProperty("reason").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_dry_run_is_asked_for_and_shows_its_calls()
    {
        var host = (await app.GetAsync("api/hosts")).GetProperty("hosts").EnumerateArray().First(one => one.GetProperty("role").GetString() == "workload" && one.GetProperty("enrolled").GetBoolean() && !one.TryGetProperty("case", out _)).GetProperty("host").GetString();
        using var asked = await app.PostAsync(Role.Operator, "api/cases", new { host, dryRun = true, reason = "what would you do?" });
        ((int)asked.StatusCode).ShouldBe(202);
        var ended = await app.StateAsync(asked.Headers.Location!.ToString().Split('/')[^1], "observed", "suppressed", "escalated");
        ended.GetProperty("timeline").EnumerateArray().ShouldContain(entry => entry.GetProperty("said").GetString()!.Contains($"Operator of the demo ({app.Person(Role.Operator)}) asked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("cancel")]
    public async Task A_case_that_never_was_cannot_be_decided(string verb)
    {
        using var answer = await app.PostAsync(Role.Approver, $"api/cases/none-1/{verb}", new { planHash = "0", reason = "x" });
        (await AppStand.ProblemAsync(answer, 404)).GetProperty("field").GetString().ShouldBe("id");
    }
}
