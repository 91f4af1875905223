using RdpMedic.Healing.Failures;
using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Format;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>What the repository's scenarios cover together.</summary>
public sealed class CollectionTests
{
    private static readonly IReadOnlyList<(string Path, Scenario Scenario)> All = [.. ScenarioTests.Files.Select(file => (file, ScenarioFile.Load(Path.Combine(Checkout.Root, file)).Scenario))];

    private static IEnumerable<HostExpectation> Hosts(Scenario scenario) => scenario.Expect.Hosts.Values.Concat(scenario.Expect.Others is { } others ? [others] : []);

    [Fact]
    public void There_are_at_least_sixty() => All.Count.ShouldBeGreaterThanOrEqualTo(60);

    [Fact]
    public void At_least_fifteen_are_hard() => All.Count(one => one.Scenario.Tags.Contains(Tag.Hard)).ShouldBeGreaterThanOrEqualTo(15);

    [Fact]
    public void At_least_ten_have_the_answer_to_do_nothing() => All.Count(one => one.Scenario.Tags.Contains(Tag.DoNothing)).ShouldBeGreaterThanOrEqualTo(10);

    /// <summary>A name alone proves nothing: each says of a host that it has no case or that nothing was applied to it, and none expects a step.</summary>
    [Fact]
    public void Who_is_to_do_nothing_expects_that_nothing_is_done()
    {
        foreach (var (path, scenario) in All.Where(one => one.Scenario.Tags.Contains(Tag.DoNothing)))
        {
            (scenario.Expect.NoCase || Hosts(scenario).Any(host => host.NoCase || host.Never?.Contains("R1", StringComparer.Ordinal) == true || host.Steps is { Count: 0 })).ShouldBeTrue(path);
            Hosts(scenario).ShouldAllBe(host => host.Steps == null || host.Steps.Count == 0, path);
        }
    }

    public static TheoryData<string> Causes() => [.. FailureCatalogue.All.Select(failure => failure.Id.Value)];

    /// <summary>A scenario names it as the diagnosis, as what was cured, contributes or stands by, in the words of the end, or as what the case waits for.</summary>
    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_that_can_be_diagnosed_has_a_scenario(string failure) =>
        All.SelectMany(one => Hosts(one.Scenario)).ShouldContain(host => host.Diagnosis == failure || Mentions(host, failure), failure);

    private static bool Mentions(HostExpectation host, string failure) => new[] { host.Cured, host.Contributing, host.Bystander }.OfType<IReadOnlyList<string>>().Any(named => named.Contains(failure, StringComparer.Ordinal))
        || host.Says?.Any(said => said.Contains(failure, StringComparison.Ordinal)) == true
        || host.HeldBy?.Contains(failure.Replace("-", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase) == true;

    [Fact]
    public void Every_scenario_expects_something_of_a_host()
    {
        foreach (var (path, scenario) in All) (scenario.Expect.NoCase || Hosts(scenario).Any()).ShouldBeTrue(path);
    }
}
