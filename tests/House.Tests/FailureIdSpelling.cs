using System.Text.RegularExpressions;
using RdpMedic.Healing.Failures;

namespace RdpMedic.House.Tests;

/// <summary>Failure ids are spelled once. The emulator, which knows no product, and the faults that demo and simulation ask of it have words of their own.</summary>
public sealed class FailureIdSpelling
{
    private const string Home = "src/Healing/Failures/FailureIds.cs";

    /// <summary>Ids that are ordinary words, too.</summary>
    private static readonly string[] Words = [FailureIds.Graphics, FailureIds.FsLogix, FailureIds.Unknown];

    [Fact]
    public void The_product_spells_a_failure_id_in_one_file_only() =>
        Rule.Holds(
            Repository.Sources("src/Healing/").Concat(Repository.Sources("src/Cloud/")).Concat(Repository.Sources("src/Functions/")).Where(file => file != Home).SelectMany(file => Spelled(file, Repository.Read(file))),
            "Write the constant of FailureIds instead of its text (it is a string constant, so it fits wherever the text stood):");

    [Fact]
    public void A_failure_id_that_is_spelled_again_is_seen()
    {
        Spelled("a.cs", "var a = new FailureId(\"nsg-deny\");\nvar b = \"cert-expiring\"; // \"x\"").ShouldBe(["a.cs:1: nsg-deny", "a.cs:2: cert-expiring"]);
        Spelled("a.cs", "var a = \"nsg-deny-rule\"; var b = \"unknown\";").ShouldBeEmpty();
    }

    private static IEnumerable<string> Spelled(string file, string text) =>
        from id in FailureIds.All.Select(named => named.Id).Except(Words, StringComparer.Ordinal)
        from Match match in Regex.Matches(text, $"\"{Regex.Escape(id)}\"", RegexOptions.None, TimeSpan.FromSeconds(5))
        let line = text.AsSpan(0, match.Index).Count('\n') + 1
        orderby line
        select $"{file}:{line}: {id}";
}
