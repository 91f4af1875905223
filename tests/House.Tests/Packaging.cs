using System.Text.Json;
using System.Xml.Linq;

namespace RdpMedic.House.Tests;

/// <summary>What the build and the deployment rely on without saying so: versions that stand twice, and a host.json that Azure would silently do without.</summary>
public sealed class Packaging
{
    [Fact]
    public void Versions_of_the_fallback_and_of_the_worker_equal_the_central_ones() =>
        Rule.Holds(Differing(XDocument.Parse(Repository.Read("eng/SdkFallback.props")), XDocument.Parse(Repository.Read("Directory.Packages.props"))), "Change a version in Directory.Packages.props and in eng/SdkFallback.props together:");

    [Fact]
    public void A_version_that_differs_or_is_not_central_is_seen()
    {
        var fallback = XDocument.Parse("""<P><I><SdkFallbackAssembly Include="A" Version="1" /><FunctionsWorkerPackage Include="B" Version="2" /><SdkFallbackAssembly Include="C" Version="3" /></I></P>""");
        var central = XDocument.Parse("""<P><I><PackageVersion Include="A" Version="1" /><PackageVersion Include="B" Version="9" /></I></P>""");

        Differing(fallback, central).ShouldBe(["B: 2 there, 9 in Directory.Packages.props", "C: 3 there, nothing in Directory.Packages.props"]);
        Differing(XDocument.Parse("<P />"), central).ShouldHaveSingleItem();
    }

    [Fact]
    public void Host_json_has_the_values_on_which_the_workflow_relies() => Rule.Holds(Unexpected(Repository.Read("host.json")), "Sessions, settlement and routes rely on these values of host.json:");

    [Fact]
    public void A_host_json_with_another_value_is_seen()
    {
        var text = Repository.Read("host.json");

        Unexpected(text.Replace("\"autoCompleteMessages\": false", "\"autoCompleteMessages\": true", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("autoCompleteMessages");
        Unexpected(text.Replace("\"maxConcurrentSessions\"", "\"maxConcurrentSession\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("maxConcurrentSessions");
        Unexpected("""{ "version": "2.0" }""").Count().ShouldBe(7);
    }

    [Fact]
    public void The_deployed_project_carries_host_json_of_the_root() => Rule.Holds(NotLinked(XDocument.Parse(Repository.Read("src/Functions/Functions.csproj"))), "Azure starts with default settings when host.json is missing, so link it in src/Functions/Functions.csproj:");

    [Fact]
    public void A_project_that_does_not_carry_host_json_is_seen()
    {
        NotLinked(XDocument.Parse("<Project />")).ShouldHaveSingleItem();
        NotLinked(XDocument.Parse("""<Project><None Include="..\..\host.json" Link="host.json" CopyToOutputDirectory="PreserveNewest" /></Project>""")).ShouldHaveSingleItem().ShouldContain("CopyToPublishDirectory");
    }

    [Fact]
    public void The_built_app_holds_an_equal_host_json()
    {
        var built = Repository.Full($"src/Functions/bin/{Repository.Configuration}/net10.0/host.json");

        File.Exists(built).ShouldBeTrue($"{built} is missing: build src/Functions, and see that it links host.json.");
        File.ReadAllText(built).ShouldBe(Repository.Read("host.json"), "The build output is older than host.json: build src/Functions again.");
    }

    private static IEnumerable<string> Differing(XDocument fallback, XDocument central)
    {
        var versions = central.Descendants("PackageVersion").ToDictionary(Id, Version, StringComparer.OrdinalIgnoreCase);
        var stated = fallback.Descendants().Where(e => e.Name.LocalName is "SdkFallbackAssembly" or "FunctionsWorkerPackage").ToList();
        return stated.Count == 0
            ? ["no package is stated in eng/SdkFallback.props"]
            : stated.Where(e => versions.GetValueOrDefault(Id(e)) != Version(e)).Select(e => $"{Id(e)}: {Version(e)} there, {versions.GetValueOrDefault(Id(e)) ?? "nothing"} in Directory.Packages.props");
    }

    private static string Id(XElement element) => element.Attribute("Include")!.Value;

    private static string Version(XElement element) => element.Attribute("Version")!.Value;

    private static IEnumerable<string> Unexpected(string hostJson)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["http.routePrefix"] = "\"\"",
            ["serviceBus.autoCompleteMessages"] = "false",
            ["serviceBus.prefetchCount"] = "0",
            ["serviceBus.maxConcurrentSessions"] = "16",
            ["serviceBus.maxConcurrentCallsPerSession"] = "1",
            ["serviceBus.sessionIdleTimeout"] = "\"00:00:02\"",
            ["serviceBus.maxAutoLockRenewalDuration"] = "\"00:05:00\"",
        };
        using var document = JsonDocument.Parse(hostJson);
        foreach (var (path, value) in expected)
        {
            JsonElement? at = document.RootElement;
            foreach (var key in $"extensions.{path}".Split('.'))
            {
                at = at is { } parent && parent.TryGetProperty(key, out var child) ? child : null;
            }

            var actual = at?.GetRawText() ?? "nothing";
            if (actual != value)
            {
                yield return $"extensions.{path} is {actual}, and must be {value}";
            }
        }
    }

    private static IEnumerable<string> NotLinked(XDocument project)
    {
        var link = project.Descendants().FirstOrDefault(e => e.Name.LocalName is "None" or "Content" && e.Attribute("Include")?.Value.Replace('\\', '/') == "../../host.json");
        if (link is null)
        {
            return ["there is no <None Include=\"../../host.json\" Link=\"host.json\" … />"];
        }

        return new[] { ("Link", "host.json"), ("CopyToOutputDirectory", "PreserveNewest"), ("CopyToPublishDirectory", "PreserveNewest") }
            .Where(a => link.Attribute(a.Item1)?.Value != a.Item2).Select(a => $"its {a.Item1} must be {a.Item2}");
    }
}
