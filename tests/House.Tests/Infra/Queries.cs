using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RdpMedic.House.Tests.Scripts;

namespace RdpMedic.House.Tests.Infra;

/// <summary>The queries that watch the healer itself bind to the tables, and look for words and names that the code writes.</summary>
public sealed partial class Queries
{
    private static readonly Lazy<IReadOnlyList<KqlQuery>> All = new(() => [.. Alerts(), .. Workbook()]);

    private static IEnumerable<KqlQuery> Alerts() => Repository.Files
        .Where(file => file.StartsWith("infra/alerts/", StringComparison.Ordinal) && file.EndsWith(".kql", StringComparison.Ordinal))
        .Select(file => new KqlQuery(file, Repository.Read(file)));

    /// <summary>Items of type 3 ask a workspace. (Azure Workbooks, query items)</summary>
    private static IEnumerable<KqlQuery> Workbook() => JsonNode.Parse(Repository.Read("infra/workbook.json"))!["items"]!.AsArray()
        .Where(item => (int)item!["type"]! == 3)
        .Select(item => new KqlQuery($"infra/workbook.json ({item!["content"]!["title"]})", (string)item["content"]!["query"]!));

    [Fact]
    public void Every_query_of_an_alert_or_of_the_workbook_binds()
    {
        All.Value.Count.ShouldBeGreaterThan(5);
        All.Value.Select(query => query.Name).ShouldContain(name => name.StartsWith("infra/workbook.json", StringComparison.Ordinal));
        Rule.Holds(Kql.Bind(All.Value).Values.SelectMany(binding => binding.Faults), "Correct the query, or add the column to schemas/log-tables.json from the public table reference:");
    }

    [Fact]
    public void What_they_look_for_is_written_by_the_code()
    {
        var code = string.Join('\n', Repository.Files.Where(file => file.StartsWith("src/Functions/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)).Select(Repository.Read));
        Rule.Holds(All.Value.SelectMany(query => Words().Matches(query.Text).Select(word => word.Groups["text"].Value.TrimEnd()).Where(text => !code.Contains(text, StringComparison.Ordinal)).Select(text => $"{query.Name}: nothing in src/Functions writes '{text}'")), "Ask for what the code writes:");
    }

    [Fact]
    public void A_misspelt_column_is_told_with_its_file() =>
        Kql.Bind([new KqlQuery("infra/alerts/x.kql", "AppRequests\n| where Succes == false")]).Values.SelectMany(binding => binding.Faults).ShouldContain(fault => fault.StartsWith("infra/alerts/x.kql:2:", StringComparison.Ordinal) && fault.Contains("Succes", StringComparison.Ordinal));

    /// <summary>Texts and function names that rows are chosen by.</summary>
    [GeneratedRegex("""(?:startswith|has|Name ==|Name in \()\s*"(?<text>[^"{]+)""", RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Words();
}
