using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>What Windows PowerShell 5.1 on Windows Server 2019 has, by PSScriptAnalyzer's compatibility profile of that system: 24 MB, of which one or two are kept.</summary>
public static class CommandProfile
{
    /// <summary>
    /// The kept part, with keys and names in lower case: <c>{ commands: { name: { parameters: [name], aliases: { alias: parameter } } }, aliases: { alias: command }, common: { parameters, aliases },
    /// types: { full name: [static member] }, accelerators: { short name: full name } }</c>.
    /// </summary>
    public const string FileName = "windows-powershell-5.1.json";

    /// <summary>Changes with what is kept, so that a folder filled by an older version is not taken for this one's.</summary>
    public const string Shape = "3";

    private const string Entry = "win-8_x64_10.0.17763.0_5.1.17763.316_x64_4.0.30319.42000_framework.json";

    public static void Extract(byte[] package, string destination)
    {
        using var unzipped = new GZipStream(new MemoryStream(package), CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } profile && entry.Name.EndsWith("/" + Entry, StringComparison.Ordinal))
            {
                using var document = JsonDocument.Parse(profile);
                File.WriteAllText(destination, Reduce(document.RootElement.GetProperty("Runtime")).ToJsonString());
                return;
            }
        }

        throw new InvalidOperationException($"{NodePackages.ProfilePackage} holds no {Entry}.");
    }

    private static JsonObject Reduce(JsonElement runtime)
    {
        var commands = new JsonObject();
        var aliases = new JsonObject();
        foreach (var version in runtime.GetProperty("Modules").EnumerateObject().SelectMany(module => module.Value.EnumerateObject()).Select(v => v.Value))
        {
            foreach (var command in Children(version, "Cmdlets").Concat(Children(version, "Functions")))
            {
                commands[Lower(command.Name)] = Parameters(command.Value);
            }

            foreach (var alias in Children(version, "Aliases"))
            {
                aliases[Lower(alias.Name)] = alias.Value.GetString();
            }
        }

        var known = runtime.GetProperty("Types");
        return new JsonObject
        {
            ["commands"] = commands,
            ["aliases"] = aliases,
            ["common"] = Parameters(runtime.GetProperty("Common")),
            ["types"] = Types(known),
            ["accelerators"] = new JsonObject(Children(known, "TypeAccelerators").Select(a => KeyValuePair.Create<string, JsonNode?>(Lower(a.Name), Lower(a.Value.GetProperty("Type").GetString()!)))),
        };
    }

    private static JsonObject Types(JsonElement known)
    {
        var types = new JsonObject();
        foreach (var space in Children(known, "Assemblies").SelectMany(assembly => Children(assembly.Value, "Types")))
        {
            foreach (var type in space.Value.EnumerateObject())
            {
                Add(space.Name.Length == 0 ? type.Name : $"{space.Name}.{type.Name}", type.Value);
            }
        }

        return types;

        void Add(string name, JsonElement type)
        {
            var members = type.TryGetProperty("Static", out var own) ? own : default;
            types[Lower(name)] = new JsonArray([.. new[] { "Fields", "Properties", "Methods" }.SelectMany(kind => Children(members, kind)).Select(m => JsonValue.Create(Lower(m.Name)))]);
            foreach (var nested in Children(members, "NestedTypes"))
            {
                Add($"{name}+{nested.Name}", nested.Value);
            }
        }
    }

    private static JsonObject Parameters(JsonElement command) => new()
    {
        ["parameters"] = new JsonArray([.. Children(command, "Parameters").Select(p => JsonValue.Create(Lower(p.Name)))]),
        ["aliases"] = new JsonObject(Children(command, "ParameterAliases").Select(a => KeyValuePair.Create<string, JsonNode?>(Lower(a.Name), a.Value.GetString()))),
    };

    private static IEnumerable<JsonProperty> Children(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var children) && children.ValueKind == JsonValueKind.Object ? children.EnumerateObject() : [];

    private static string Lower(string name) => name.ToLowerInvariant();
}
