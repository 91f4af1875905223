using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RdpMedic.House.Tests;

/// <summary>Which project may know which. The compiler keeps an arrow once it is drawn; this keeps new ones from being drawn by the way.</summary>
public sealed class Arrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Healing"] = [],
        ["Emulator"] = [],
        ["Cloud"] = ["Healing"],
        ["Functions"] = ["Cloud", "Healing", "WorkerSurface"],
        ["Simulation"] = ["Healing", "Emulator"],
        ["Cli"] = ["Functions", "Simulation", "Emulator", "Cloud", "Healing", "WorkerSurface"],
    };

    [Fact]
    public void Projects_reference_only_the_projects_that_the_design_lets_them()
    {
        var drawn = Built.Projects.Select(project => (project, References: References(Repository.Read($"src/{project}/{project}.csproj"))));

        Rule.Holds(drawn.SelectMany(p => Forbidden(p.project, p.References)), "Dependency arrows are Functions -> Cloud -> Healing, Simulation -> Healing and Emulator, Cli -> all; put the code where its dependencies already are:");
    }

    [Fact]
    public void An_arrow_that_nobody_drew_is_seen()
    {
        var references = References("""<Project><ItemGroup><ProjectReference Include="..\Cloud\Cloud.csproj" /><ProjectReference Include="../Healing/Healing.csproj" /></ItemGroup></Project>""");

        references.ShouldBe(["Cloud", "Healing"]);
        Forbidden("Emulator", references).Count().ShouldBe(2);
        Forbidden("Cloud", ["Healing"]).ShouldBeEmpty();
        Forbidden("Unheard", []).ShouldHaveSingleItem();
    }

    [Fact]
    public void Healing_knows_nothing_but_the_runtime()
    {
        Rule.Holds(Foreign(Built.Healing.AssemblyReferences.Select(r => r.Name)), "Healing is pure: declare a port in Healing/Ports and implement it in Cloud. It may not reference:");
    }

    /// <summary>A package that is referenced and not yet used leaves no trace in the assembly; it is refused all the same.</summary>
    [Fact]
    public void Healing_references_no_package() =>
        Rule.Holds(Packages(Repository.Read("src/Healing/Healing.csproj")).Select(package => $"src/Healing/Healing.csproj: {package}"), "Healing is pure: declare a port in Healing/Ports and implement it in Cloud. It may not reference:");

    [Fact]
    public void A_package_reference_is_seen() =>
        Packages("""<Project><ItemGroup><PackageReference Include="Azure.Core" /><FrameworkReference Include="Microsoft.AspNetCore.App" /></ItemGroup></Project>""").ShouldBe(["Azure.Core", "Microsoft.AspNetCore.App"]);

    [Fact]
    public void A_foreign_assembly_is_seen()
    {
        Foreign(Built.Samples.AssemblyReferences.Select(r => r.Name)).ShouldContain(a => a == "Mono.Cecil");
        Foreign(["System.Runtime", "Azure.Core", "Microsoft.Azure.Amqp", "Microsoft.Extensions.Logging.Abstractions", "RdpMedic.Cloud"]).Count().ShouldBe(4);
    }

    [Fact]
    public void A_failure_class_never_names_another()
    {
        var files = Repository.Sources("src/Healing/Failures/").Where(f => f.Count(c => c == '/') >= 4).Select(f => (Folder: f.Split('/')[3], File: f, Text: SourceCode.Only(Repository.Read(f)))).ToList();

        Rule.Holds(CrossReferences(files), "A failure class is one folder, and deleting it may break no other; move what two of them need to Failures/ or Repairs/:");
    }

    [Fact]
    public void A_failure_class_that_names_another_is_seen()
    {
        var files = new[]
        {
            ("A", "A/A.cs", SourceCode.Only("/// <summary>See B.</summary>\npublic sealed class A { public Words W => new(); }")),
            ("A", "A/Words.cs", SourceCode.Only("internal sealed record Words;")),
            ("B", "B/B.cs", SourceCode.Only("public sealed partial class B { object x = new A(); string s = \"Words\"; }")),
        };

        CrossReferences(files).ShouldHaveSingleItem().ShouldBe("B/B.cs names A of Failures/A");
    }

    private static List<string> Packages(string project) =>
        [.. XDocument.Parse(project).Descendants().Where(item => item.Name.LocalName is "PackageReference" or "FrameworkReference").Select(item => item.Attribute("Include")!.Value)];

    private static List<string> References(string project) =>
        [.. XDocument.Parse(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static IEnumerable<string> Forbidden(string project, IEnumerable<string> references) =>
        Allowed.TryGetValue(project, out var allowed)
            ? references.Except(allowed, StringComparer.Ordinal).Select(r => $"src/{project} -> {r}")
            : [$"src/{project} is not in the list of arrows; add it there on purpose"];

    private static IEnumerable<string> Foreign(IEnumerable<string> assemblies) => assemblies.Where(a => !(a == "netstandard" || a == "System" || a.StartsWith("System.", StringComparison.Ordinal)));

    private static IEnumerable<string> CrossReferences(IReadOnlyList<(string Folder, string File, string Text)> files)
    {
        var declared = from file in files
                       from Match type in Regex.Matches(file.Text, @"^(?:public|internal|file)\s[\w\s]*?\b(?:class|struct|interface|enum|record(?:\s+struct)?)\s+(?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
                       select (file.Folder, Name: type.Groups["name"].Value);
        return from type in declared.Distinct().ToList()
               from file in files
               where file.Folder != type.Folder && Regex.IsMatch(file.Text, $@"\b{type.Name}\b", RegexOptions.None, TimeSpan.FromSeconds(5))
               select $"{file.File} names {type.Name} of Failures/{type.Folder}";
    }
}
