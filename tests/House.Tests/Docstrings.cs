using System.Xml.Linq;
using Mono.Cecil;

namespace RdpMedic.House.Tests;

public sealed class Docstrings
{
    [Fact]
    public void Public_types_carry_a_docstring() =>
        Rule.Holds(
            Built.All.SelectMany(m => Silent(m, Documented(XDocument.Load(Built.DocumentationOf(m))))),
            "Say in a <summary> what the type means, its units, its errors, and the source where a fact is Microsoft's:");

    [Fact]
    public void A_public_type_without_a_docstring_is_seen()
    {
        var documented = Documented(XDocument.Parse("""<doc><members><member name="T:RdpMedic.House.Tests.SourceCode"><summary>Says.</summary></member><member name="T:RdpMedic.House.Tests.Rule"><summary> </summary></member></members></doc>"""));
        var silent = Silent(Built.Samples, documented).ToList();

        silent.ShouldContain(name => name == "RdpMedic.House.Tests.Rule");
        silent.ShouldNotContain(name => name == "RdpMedic.House.Tests.SourceCode");
    }

    private static HashSet<string> Documented(XDocument documentation) =>
        documentation.Descendants("member").Where(m => m.Element("summary") is { } s && (s.Value.Trim().Length > 0 || s.HasElements) || m.Element("inheritdoc") is not null).Select(m => m.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Silent(ModuleDefinition module, HashSet<string> documented) =>
        Built.Written(module).Where(Visible).Select(t => t.FullName.Replace('/', '.')).Where(name => !documented.Contains("T:" + name));

    private static bool Visible(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && Visible(type.DeclaringType));
}
