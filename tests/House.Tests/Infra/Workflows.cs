using System.Text.RegularExpressions;

namespace RdpMedic.House.Tests.Infra;

/// <summary>Pipelines run only what is pinned, with the least rights.</summary>
public sealed partial class Workflows
{
    private static IEnumerable<string> Files => Repository.Files.Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal));

    [Fact]
    public void Every_action_is_pinned_by_its_commit()
    {
        Files.Count().ShouldBeGreaterThan(1);
        Rule.Holds(Files.SelectMany(file => Loose(file, Repository.Read(file))), "Name the commit, and the tag behind it as a comment:");
    }

    [Fact]
    public void A_tag_is_seen_with_its_line() => Loose("a.yml", "steps:\n  - uses: actions/checkout@v4\n  - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2").ShouldBe(["a.yml:2: actions/checkout@v4"]);

    [Fact]
    public void Every_pipeline_states_its_rights_and_stores_no_secret()
    {
        Rule.Holds(Files.Where(file => !Repository.Read(file).Contains("\npermissions:\n  contents: read\n", StringComparison.Ordinal)), "Begin with permissions: contents: read:");
        Rule.Holds(Files.Where(file => Repository.Read(file).Contains("secrets.", StringComparison.Ordinal)), "Sign in by OpenID Connect:");
    }

    private static IEnumerable<string> Loose(string file, string text) => text.Split('\n')
        .Select((line, index) => (Match: Uses().Match(line), Number: index + 1))
        .Where(one => one.Match.Success && !Pinned().IsMatch(one.Match.Groups["what"].Value))
        .Select(one => $"{file}:{one.Number}: {one.Match.Groups["what"].Value}");

    [GeneratedRegex(@"^\s*(?:- )?uses:\s*(?<what>\S+)", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex("@[0-9a-f]{40}$", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Pinned();
}
