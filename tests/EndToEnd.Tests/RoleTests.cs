using System.Text.Json;

namespace RdpMedic.EndToEnd.Tests;

/// <summary>The emulator grants exactly what the infrastructure would. What the product does when a role is not given, and how the operator learns of it.</summary>
public sealed class RoleTests
{
    private static async Task<IReadOnlyList<JsonElement>> OutcomesAsync(string role)
    {
        var (code, output, error) = await CommandLine.RunAsync("demo", "--hosts", "24", "--seed", "1", "--json", "--speed", "60", "--without", role);
        code.ShouldBe(1, error);
        var summary = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        summary.GetProperty("unsafe").GetInt32().ShouldBe(0, error);
        return [.. summary.GetProperty("outcomes").EnumerateArray()];
    }

    private static string Text(JsonElement outcome, string name) => outcome.TryGetProperty(name, out var text) ? text.GetString()! : "";

    [Fact]
    public async Task Without_the_repair_role_it_still_diagnoses_and_says_what_it_may_not_do()
    {
        var outcomes = await OutcomesAsync("repair");
        outcomes.ShouldAllBe(outcome => Text(outcome, "outcome") == "escalated" && Text(outcome, "cause").Length > 0);
        var refused = outcomes.Where(outcome => Text(outcome, "said").Contains("failed: not permitted", StringComparison.Ordinal)).ToList();
        refused.Select(outcome => Text(outcome, "cause")).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(1);
        refused.ShouldAllBe(outcome => Text(outcome, "said").Contains("The role RdpMedic", StringComparison.Ordinal) && Text(outcome, "said").Contains("Microsoft.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_inspect_role_guests_are_not_collected_and_what_is_seen_from_outside_is_still_healed()
    {
        var outcomes = await OutcomesAsync("inspect");
        outcomes.Where(outcome => Text(outcome, "said").Contains("not collected: not permitted", StringComparison.Ordinal) && Text(outcome, "said").Contains("RdpMedic inspect", StringComparison.Ordinal)).ShouldNotBeEmpty();
        outcomes.Where(outcome => Text(outcome, "cause") == "nsg-deny").ShouldContain(outcome => Text(outcome, "outcome") == "healed");
        outcomes.Where(outcome => Text(outcome, "cause") is not ("nsg-deny" or "lb-misconfig")).ShouldAllBe(outcome => Text(outcome, "outcome") == "escalated");
    }
}
