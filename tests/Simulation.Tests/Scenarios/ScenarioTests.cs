using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Scenarios;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>Every scenario of tests/Scenarios, each as a test of its own.</summary>
public sealed class ScenarioTests
{
    /// <summary>Paths from the root of the repository.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "Scenarios"), "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Cases() => [.. Files];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_expectation_of_the_scenario_holds(string file)
    {
        var result = ScenarioRunner.Run(ScenarioFile.Load(Path.Combine(Checkout.Root, file)), new Parts());
        result.Expectations.Where(one => !one.Ok).Select(one => one.ToString()).ShouldBeEmpty($"replay: dotnet run -c Release --project src/Cli -- scenario {file} --trace");
    }
}
