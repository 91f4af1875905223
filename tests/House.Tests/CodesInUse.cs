using System.Globalization;
using System.Text.RegularExpressions;
using RdpMedic.Healing.Codes;

namespace RdpMedic.House.Tests;

/// <summary>Whatever code a query or a failure class looks for stands in the one catalogue, with its meaning and its source.</summary>
public sealed class CodesInUse
{
    private const string HowToComply = "Add a row to src/Healing/Codes/Tables, so that people can look up what the product looks for:";

    [Fact]
    public void Every_event_that_a_query_looks_for_is_in_the_catalogue() =>
        Rule.Holds(Repository.Files.Where(file => file.StartsWith("src/Healing/", StringComparison.Ordinal) && file.EndsWith(".kql", StringComparison.Ordinal)).SelectMany(file => UnknownEvents(file, Repository.Read(file))), HowToComply);

    [Fact]
    public void Every_code_that_a_failure_class_looks_for_is_in_the_catalogue() =>
        Rule.Holds(Repository.Sources("src/Healing/Failures/").SelectMany(file => UnknownCodes(file, Repository.Read(file))), HowToComply);

    [Fact]
    public void A_code_that_is_not_in_the_catalogue_is_seen()
    {
        UnknownEvents("a.kql", "| where EventID in (1057, 31337) or EventID == 36870 or EventID != 4242").ShouldBe(["a.kql: event 31337", "a.kql: event 4242"]);
        UnknownCodes("A.cs", "logs.Logon(\"C000015B\"); logs.Logon(\"C0FFEE00\"); logs.Connection(\"ReverseConnectFailed\"); logs.Connection(\"MadeUp\");").ShouldBe(["A.cs: C0FFEE00", "A.cs: MadeUp"]);
        UnknownCodes("A.cs", "Refused(cite, evidence, x); SignInEvidence.Refused(cite, evidence, \"C000018C\", \"C0FFEE01\") > 0; logs.Logon(state.Status); Say(\"C0FFEE02\");").ShouldBe(["A.cs: C0FFEE01"]);
        UnknownCodes("A.cs", "cite.Event(evidence, \"Schannel\", 36870, 1); checks.Contains(\"SxSStackListenerCheck\", x); checks.Contains(\"MadeUpCheck\", x);").ShouldBe(["A.cs: event 1 of Schannel", "A.cs: MadeUpCheck"]);
    }

    private static IEnumerable<string> UnknownEvents(string file, string query) =>
        from match in Matches(query, @"\bEventID\s*(?:in\s*\((?<ids>[\d,\s]+)\)|[!=]=\s*(?<ids>\d+))")
        from id in Numbers(match.Groups["ids"].Value)
        where !IsEvent(id, provider: null)
        select $"{file}: event {id}";

    private static IEnumerable<string> UnknownCodes(string file, string source)
    {
        var statuses = Matches(source, "\\.(?:Logon|Refused)\\([^\")]*(?:\"(?<code>[^\"]+)\"[,\\s]*)+\\)").SelectMany(match => match.Groups["code"].Captures).Select(code => code.Value).Where(code => !CodeNumber.TryRead(code, out var number) || !Has(CodeKind.LogonStatus, number));
        var symbols = Matches(source, "(?:\\.Connection\\([^\")]*|const string Symbol = )\"(?<code>[^\"]+)\"").Where(match => !Has(CodeKind.AvdError, match.Groups["code"].Value));
        var checks = Matches(source, "\"(?<code>[A-Za-z]+Check)\"").Where(match => !Has(CodeKind.AvdHealthCheck, match.Groups["code"].Value));
        var events = from match in Matches(source, "\\.Event\\([^\"]*\"(?<source>[^\"]+)\"(?<ids>(?:,\\s*\\d+)+)")
                     from id in Numbers(match.Groups["ids"].Value)
                     where !IsEvent(id, match.Groups["source"].Value)
                     select $"{file}: event {id} of {match.Groups["source"].Value}";
        return statuses.Concat(symbols.Select(match => match.Groups["code"].Value)).Select(code => $"{file}: {code}").Concat(events).Concat(checks.Select(match => $"{file}: {match.Groups["code"].Value}"));
    }

    private static bool IsEvent(uint id, string? provider) => CodeCatalogue.OfNumber(id).Any(code => code.Kind is CodeKind.WindowsEvent or CodeKind.AvdAgentEvent && (provider is null || CodeCatalogue.From(code, provider)));

    private static bool Has(CodeKind kind, uint number) => CodeCatalogue.OfNumber(number).Any(code => code.Kind == kind);

    private static bool Has(CodeKind kind, string symbol) => CodeCatalogue.OfSymbol(symbol).Any(code => code.Kind == kind && string.Equals(code.Symbol, symbol, StringComparison.Ordinal));

    private static IEnumerable<uint> Numbers(string list) => Matches(list, @"\d+").Select(match => uint.Parse(match.Value, CultureInfo.InvariantCulture));

    private static IEnumerable<Match> Matches(string text, string pattern) => Regex.Matches(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(5));
}
