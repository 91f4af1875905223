using RdpMedic.Cloud.Doctor;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Signals;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>Every committed query binds to the tables of schemas/log-tables.json, and what a detection query gives is what the C# code reads.</summary>
public sealed class CommittedQueries
{
    private static readonly Dictionary<Type, string> KustoTypes = new()
    {
        [typeof(string)] = "string",
        [typeof(DateTimeOffset)] = "datetime",
        [typeof(long)] = "long",
        [typeof(int)] = "int",
        [typeof(double)] = "real",
        [typeof(bool)] = "bool",
    };

    private static readonly Lazy<IReadOnlyDictionary<string, KqlBinding>> Committed = new(() =>
        Kql.Bind(Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".kql", StringComparison.Ordinal))
            // Resource Graph has other tables and a dialect of its own; its queries are fixed texts that the emulator's tests answer.
            .Where(f => !f.EndsWith(".arg.kql", StringComparison.Ordinal))
            .Select(f => new KqlQuery(f, Repository.Read(f), Kql.LetsFor(f)))));

    private static readonly Lazy<IReadOnlyDictionary<string, KqlBinding>> Broken = new(() => Kql.Bind(
    [
        new("good", "Event\n| where TimeGenerated > windowStart\n| summarize Newest = max(TimeGenerated), Rows = count(), Sample = take_any(Source) by Resource = _ResourceId\n| project Resource, Newest, Rows, Sample", Kql.Window),
        new("column", "Event\n| where EventID == 1\n| where EvntLog == \"System\"", Kql.Window),
        new("operator", "Event\n| summrize count() by Source", Kql.Window),
        new("table", "WVDFeeds\n| take 1", Kql.Window),
        new("bracket", "Event\n| where EventID in (1, 2\n| take 1", Kql.Window),
        new("argument", "Event\n| summarize count() by bin(TimeGenerated, 5)", Kql.Window),
        new("without window", "Event\n| where TimeGenerated > windowStart"),
        new("broken window", "Event\n| take 1", "let windowStart = datetime(;\n"),
        new("result type", "Event\n| summarize Newest = max(EventID), Rows = count(), Sample = take_any(Source) by Resource = _ResourceId\n| project Resource, Newest, Rows, Sample", Kql.Window),
        new("result order", "Event\n| summarize Newest = max(TimeGenerated), Rows = count() by Resource = _ResourceId", Kql.Window),
    ]));

    [Fact]
    public void Every_committed_query_binds_without_a_word_from_the_parser()
    {
        Committed.Value.Keys.ShouldContain(name => name.EndsWith("/Detect.kql", StringComparison.Ordinal));
        Rule.Holds(Committed.Value.Values.SelectMany(b => b.Faults), "Correct the query, or add the column to schemas/log-tables.json from the public table reference:");
    }

    [Fact]
    public void Every_detection_query_gives_the_columns_that_are_read_into_a_signal() =>
        Rule.Holds(Committed.Value.Values.Where(b => b.Name.EndsWith("/Detect.kql", StringComparison.Ordinal)).SelectMany(b => Misfits(b, typeof(SignalRow))), "End the query with a projection of the columns of SignalRow, by name, type and order:");

    [Fact]
    public void The_query_about_one_host_gives_the_columns_that_are_read_into_log_facts() =>
        Rule.Holds(Misfits(Committed.Value["src/Healing/Evidence/HostLogs.kql"], typeof(LogRow)), "End the query with a projection of the columns of LogRow, by name, type and order:");

    [Fact]
    public void The_query_about_the_age_of_tables_gives_the_columns_that_are_read_into_a_row_of_it() =>
        Rule.Holds(Misfits(Committed.Value["src/Cloud/Doctor/TableAges.kql"], typeof(TableAgeRow)), "End the query with a projection of the columns of TableAgeRow, by name, type and order:");

    [Theory]
    [InlineData("column", "column:3:9: KS142 ", "EvntLog")]
    [InlineData("operator", "operator:2:3: KS176 ", "operator expected")]
    [InlineData("table", "table:1:1: KS204 ", "WVDFeeds")]
    [InlineData("bracket", "bracket:2:25: KS005 ", "Expected: )")]
    [InlineData("argument", "argument:2:24: KS127 ", "bin")]
    [InlineData("without window", "without window:2:25: KS142 ", "windowStart")]
    [InlineData("broken window", "broken window:0:0: ", "")]
    public void A_broken_query_is_reported_with_its_line(string sample, string beginning, string name) =>
        Broken.Value[sample].Faults.ShouldContain(f => f.StartsWith(beginning, StringComparison.Ordinal) && f.Contains(name, StringComparison.Ordinal));

    [Fact]
    public void A_result_that_does_not_fit_the_row_is_reported_by_column()
    {
        Broken.Value["good"].Faults.ShouldBeEmpty();
        Misfits(Broken.Value["good"], typeof(SignalRow)).ShouldBeEmpty();
        Misfits(Broken.Value["result type"], typeof(SignalRow)).ShouldBe(["result type: column 2 is Newest:int, and SignalRow has Newest:datetime"]);
        Misfits(Broken.Value["result order"], typeof(SignalRow)).ShouldBe(["result order: column 4 is missing, and SignalRow has Sample:string"]);
        Misfits(new KqlBinding("wide", [], [new("Resource", "string"), new("Newest", "datetime"), new("Rows", "long"), new("Sample", "string"), new("Computer", "string")]), typeof(SignalRow))
            .ShouldBe(["wide: column 5 is Computer:string, and SignalRow has no such column"]);
        Misfits(new KqlBinding("a let", [], Columns: null), typeof(SignalRow)).Count().ShouldBe(4);
    }

    /// <summary>Where the columns of a query differ from the parameters of the record that its rows are read into.</summary>
    private static IEnumerable<string> Misfits(KqlBinding binding, Type row)
    {
        var wanted = row.GetConstructors().Single().GetParameters().Select(p => $"{p.Name}:{KustoTypes[Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType]}").ToList();
        var found = (binding.Columns ?? []).Select(c => $"{c.Name}:{c.Type}").ToList();
        for (var i = 0; i < Math.Max(wanted.Count, found.Count); i++)
        {
            var has = found.ElementAtOrDefault(i);
            var needs = wanted.ElementAtOrDefault(i);
            if (has != needs)
            {
                yield return $"{binding.Name}: column {i + 1} is {has ?? "missing"}, and {row.Name} has {needs ?? "no such column"}";
            }
        }
    }
}
