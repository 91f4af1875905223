using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RdpMedic.Simulation.Scenarios.Reference;

/// <summary>What the docstrings say of types and properties: read from the XML files that the compiler writes beside the assemblies.</summary>
public sealed partial class Documentation
{
    private readonly Dictionary<string, string> said = new(StringComparer.Ordinal);

    /// <param name="folder">Where the XML files lie.</param>
    /// <exception cref="IOException">One of them is not there.</exception>
    public Documentation(string folder)
    {
        foreach (var project in new[] { "Simulation", "Emulator", "Healing" })
        {
            foreach (var member in XDocument.Load(Path.Combine(folder, $"RdpMedic.{project}.xml")).Descendants("member"))
            {
                if (member.Element("summary") is { } summary) said[member.Attribute("name")!.Value] = Plain(summary);
                // A positional record says it of its parameters.
                foreach (var parameter in member.Elements("param")) said[$"P:{member.Attribute("name")!.Value[2..]}.{parameter.Attribute("name")!.Value}"] = Plain(parameter);
            }
        }
    }

    /// <summary>Null: nothing.</summary>
    public string? Of(Type type) => said.GetValueOrDefault($"T:{type.FullName}");

    public string? Of(PropertyInfo property) => said.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Plain(XElement element)
    {
        foreach (var see in element.Descendants().Where(one => one.Attribute("cref") is not null || one.Attribute("name") is not null).ToList())
        {
            var name = (see.Attribute("cref") ?? see.Attribute("name"))!.Value;
            see.ReplaceWith(new XText(name[(name.LastIndexOf('.') + 1)..]));
        }

        return Spaces().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Spaces();
}
