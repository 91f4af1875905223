using RdpMedic.Emulator.Kql;

namespace RdpMedic.House.Tests.Scripts;

/// <summary>The emulator's engine gives the columns that Microsoft's binder says, for every committed query and for samples of what the engine supports.</summary>
public sealed class EmulatedQueries
{
    private static readonly string[] Samples =
    [
        "Event | summarize count() by tolower(_ResourceId)",
        "Event | summarize count(), countif(EventID==1), dcount(Source), dcountif(Source, EventID==1), sum(EventID), avg(EventID), min(EventID), max(EventID), make_set(Source), make_list(Source), take_any(Source), percentile(EventID, 95) by bin(TimeGenerated,1h)",
        "Event | summarize arg_max(TimeGenerated, *) by _ResourceId | project-away EventLevel",
        "Event | summarize X=arg_max(TimeGenerated, Source, EventID) by R=_ResourceId",
        "Event | summarize dcount(tolower(Source)), max(EventID+1), sum(tolong(EventData)), avg(todouble(EventData))",
        "Event | project tolower(Source), EventID+1, bin(EventID,5), strcat(Source,'x'), iff(true,1,2), tostring(EventID), toint(EventData), now(), 1, 'x'",
        "Event | extend Source, tostring(EventID) | project Source, EventID",
        "WVDCheckpoints | project Parameters.a.b, Parameters['x'], Parameters[0], tostring(Parameters.a)",
        "WVDCheckpoints | mv-expand P = Parameters to typeof(string), Q = parse_json(Name) | project P, Q",
        "WVDCheckpoints | mv-expand Parameters.x",
        "WVDErrors | join kind=inner (WVDConnections) on CorrelationId",
        "WVDErrors | join kind=leftouter (WVDConnections | project CorrelationId, SessionHostName) on $left.CorrelationId == $right.CorrelationId, CorrelationId",
        "WVDErrors | join kind=leftanti (WVDConnections) on CorrelationId",
        "Event | count",
        "Event | distinct Source, EventID | top 3 by EventID asc",
        "Event | extend X = EventID + EventID, Y = EventID/2, Z = EventID*1.0, A = TimeGenerated-TimeGenerated, B = TimeGenerated+1h, C = 1h/1m, D = 2*1h, E = 1h/2, F = -EventID | project X, Y, Z, A, B, C, D, E, F",
        "Event | project X = iff(EventID == 1, 1, 1.5), Y = coalesce(EventID, 1), Z = case(EventID==1,'a',EventID==2,'b','c'), A = max_of(EventID, 1), B = split(Source,'-')[0], C = extract('a(b)',1,Source,typeof(long)), D = array_length(split(Source,'x')), E = hourofday(TimeGenerated), F = dayofweek(TimeGenerated), G = bin(1h,1m), H = round(1.5)",
        "union (Event|project A=1), (Heartbeat|project A='x', B=2)",
        "union isfuzzy=true (Event|project A=1,B=2), (Heartbeat|project B=3,C=4)",
        "Event | project-away Source, EventID, Event* | project-rename C = Computer",
        "print a=1, 2, b='x'",
        "Event | summarize X=sum(EventID), Y=avg(EventID), Z=sum(1.5), A=avg(1h), B=sum(1h), C=percentile(EventID,50), D=percentile(1.5,50)",
        "let f = Event | take 1; f | join kind=leftouter f on Computer",
    ];

    [Fact]
    public void The_emulator_gives_the_columns_that_Microsofts_parser_says()
    {
        var queries = Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".kql", StringComparison.Ordinal) && !f.EndsWith(".arg.kql", StringComparison.Ordinal))
            .Select(f => new KqlQuery(f, Repository.Read(f), Kql.LetsFor(f)))
            .Concat(Samples.Select(sample => new KqlQuery(sample, sample))).ToList();
        var bound = Kql.Bind(queries);
        Rule.Holds(bound.Values.SelectMany(one => one.Faults), "A sample of what the emulator supports is a query:");
        Rule.Holds(queries.Select(query => (query.Name, Said: Words(bound[query.Name].Columns!.Select(column => (column.Name, column.Type))), Ours: Run(query))).Where(one => one.Said != one.Ours).Select(one => $"{one.Name}: {one.Ours}, and the parser says {one.Said}"), "Correct src/Emulator/Kql:");
    }

    private static string Run(KqlQuery query)
    {
        var now = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
        var store = new LogStore();
        foreach (var table in Tables.All.Keys) store.Append(table, now, now, new Dictionary<string, object?>(StringComparer.Ordinal));
        return Words(new KqlEngine(store).Run(query.Prefix + query.Text, now).Columns.Select(column => (column.Name, column.Type)));
    }

    private static string Words(IEnumerable<(string Name, string Type)> columns) => string.Join(' ', columns.Select(column => $"{column.Name}:{column.Type}"));
}
