using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Failures.Samples;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary><c>docs/failures.md</c> is made of the pages beside the classes and of what the classes really plan; it is written anew when the environment variable RDPMEDIC_WRITE is 1.</summary>
public sealed partial class FailurePages
{
    private static readonly string[] Parts = ["Symptom", "Cause", "Evidence", "Repair", "Blast radius", "Undo", "Proof", "Not repaired", "False positives", "Sources"];

    private static IEnumerable<(string Folder, IReadOnlyList<string> Ids, string Text)> Pages() =>
        from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "Healing", "Failures"), "README.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let text = File.ReadAllText(file).ReplaceLineEndings("\n")
        let title = text[..text.IndexOf('\n', StringComparison.Ordinal)]
        select (Path.GetFileName(Path.GetDirectoryName(file)!), (IReadOnlyList<string>)[.. Id().Matches(title).Select(match => match.Value)], text);

    [Fact]
    public void Every_class_has_a_page_and_every_page_a_class() =>
        Pages().SelectMany(page => page.Ids).ShouldBe(FailureCatalogue.All.Select(failure => failure.Id.Value), ignoreOrder: true);

    [Fact]
    public void Every_page_says_the_same_things_in_the_same_order()
    {
        foreach (var (folder, _, text) in Pages())
        {
            var said = Heading().Matches(text).Select(match => match.Groups["name"].Value).ToList();
            said.SequenceEqual(Parts, StringComparer.Ordinal).ShouldBeTrue($"{folder} says {string.Join(", ", said)}");
        }
    }

    [Fact]
    public void The_catalogue_of_failures_is_fresh()
    {
        var path = Path.Combine(Checkout.Root, "docs", "failures.md");
        var wanted = Made();
        if (Environment.GetEnvironmentVariable("RDPMEDIC_WRITE") == "1") File.WriteAllText(path, wanted);
        (File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "").ShouldBe(wanted, "Write it anew: RDPMEDIC_WRITE=1 dotnet test --project tests/Healing.Tests");
    }

    private static string Made()
    {
        var pages = Pages().ToList();
        var text = new StringBuilder("# Failures\n\nWhat RdpMedic tells apart, by which evidence, and what it does about each. Made from the pages beside the classes in `src/Healing/Failures` and from what the classes plan.\n\n");
        text.Append("| failure | for | steps of its ladder, with their risk |\n|---|---|---|\n");
        foreach (var id in FailureCatalogue.All.Select(failure => failure.Id.Value).Order(StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"| [{id}](#{Anchor(pages, id)}) | {Whose(id)} | {Ladder(id)} |\n");
        text.Append("\nR0 reads · R1 touches no session · R2 drops RDP sessions · R3 reboots · R4 moves the machine. R2 and above run only with no session at all; R3, R4 and power want an approval.\n");
        foreach (var (_, ids, page) in pages) text.Append(CultureInfo.InvariantCulture, $"\n## {string.Join(", ", ids)}\n{page[page.IndexOf('\n', StringComparison.Ordinal)..].TrimEnd()}\n");
        return text.ToString();
    }

    private static string Anchor(List<(string Folder, IReadOnlyList<string> Ids, string Text)> pages, string id) => string.Join("-", pages.Find(page => page.Ids.Contains(id, StringComparer.Ordinal)).Ids ?? [id]);

    private static IEnumerable<FailureSample> SamplesOf(string id) => FailureSamples.All.Where(sample => sample.Failure == id);

    private static string Whose(string id) => SamplesOf(id).Any(sample => Class(id).PlanFor(sample.Host, sample.Evidence, sample.Policy) is { Rungs.Count: > 0 } or { NeedsRenewal: not null }) ? "machine" : "person";

    private static string Ladder(string id)
    {
        var steps = SamplesOf(id).SelectMany(sample => Class(id).PlanFor(sample.Host, sample.Evidence, sample.Policy).Rungs).SelectMany(rung => rung.Steps).Select(step => $"{step.Name} ({step.Risk})").Distinct(StringComparer.Ordinal).ToList();
        return steps.Count == 0 ? "none: it is handed over" : string.Join(" · ", steps);
    }

    private static IFailure Class(string id) => FailureCatalogue.All.Single(failure => failure.Id.Value == id);

    [GeneratedRegex("[a-z0-9]+(-[a-z0-9]+)+|unknown|graphics|fslogix", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("^\\*\\*(?<name>[A-Za-z ]+)\\.\\*\\*", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Heading();
}
