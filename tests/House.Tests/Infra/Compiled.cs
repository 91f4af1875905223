using System.Reflection;
using System.Text.Json.Nodes;
using RdpMedic.House.Tests.Scripts;

namespace RdpMedic.House.Tests.Infra;

/// <summary>The Bicep of infra/, compiled by Microsoft's own compiler (a package of these tests), which checks every type, api-version and property against Azure's published types.</summary>
public static class Compiled
{
    private static readonly Lazy<JsonObject> Template = new(() => Compile(Repository.Full("infra/main.bicep")) is var (template, words) && template is not null ? template : throw new InvalidOperationException($"infra/main.bicep does not compile:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", words)}"));

    public static JsonObject Main => Template.Value;

    private static string Compiler { get; } = Path.Combine(Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "BicepFolder").Value!, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");

    /// <summary>Null: it does not compile. Whatever the compiler says, warnings too, is among the words, with file and line.</summary>
    public static (JsonObject? Template, IReadOnlyList<string> Words) Compile(string file)
    {
        var folder = Directory.CreateTempSubdirectory("bicep");
        try
        {
            var output = Path.Combine(folder.FullName, "main.json");
            var words = ChildProcess.Words(Compiler, ["build", file, "--no-restore", "--outfile", output], Repository.Root);
            var template = File.Exists(output) ? JsonNode.Parse(File.ReadAllText(output))!.AsObject() : null;
            return (template, [.. words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith("WARNING:", StringComparison.Ordinal) || line.Contains(".bicep(", StringComparison.Ordinal)).Select(line => line.Replace(Repository.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every resource of the template and of its modules, existing ones apart.</summary>
    public static IEnumerable<JsonObject> Resources() => In(Main);

    public static IEnumerable<JsonObject> Of(string type) => Resources().Where(resource => string.Equals((string?)resource["type"], type, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<JsonObject> In(JsonObject template)
    {
        var resources = template["resources"] switch
        {
            JsonObject named => named.Select(pair => pair.Value!.AsObject()),
            JsonArray listed => listed.Select(node => node!.AsObject()),
            _ => [],
        };
        foreach (var resource in resources.Where(resource => resource["existing"] is null))
        {
            yield return resource;
            // Properties may be one expression, which is text.
            if (resource["properties"] is JsonObject properties && properties["template"] is JsonObject inner)
            {
                foreach (var nested in In(inner)) yield return nested;
            }
        }
    }
}
