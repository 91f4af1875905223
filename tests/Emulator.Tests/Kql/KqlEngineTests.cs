using RdpMedic.Emulator.Kql;

namespace RdpMedic.Emulator.Tests.Kql;

public sealed class KqlEngineTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private readonly LogStore store = new();

    private KqlResult Run(string query) => new KqlEngine(store).Run(query, Now);

    private void Row(int id, string text, int minutesAgo = 5, int ingestedMinutesAgo = 4, string resource = "/Subscriptions/X/VM1", string source = "Service Control Manager") =>
        store.Append("Event", Now.AddMinutes(-minutesAgo), Now.AddMinutes(-ingestedMinutesAgo), new Dictionary<string, object?>(StringComparer.Ordinal) { ["_ResourceId"] = resource, ["EventLog"] = "System", ["Source"] = source, ["EventID"] = id, ["RenderedDescription"] = text });

    /// <summary>The committed query behind the lets that its caller writes.</summary>
    private static string Committed(string path, string lets) => $"{lets}\n{File.ReadAllText(Path.Combine(Checkout.Root, path))}";

    [Fact]
    public void A_row_is_visible_once_it_is_ingested_not_once_it_happened()
    {
        Row(1, "late", minutesAgo: 5, ingestedMinutesAgo: -1);
        Run("Event | project EventID").Rows.ShouldBeEmpty();
        new KqlEngine(store).Run("Event | project EventID", Now.AddMinutes(2)).Rows.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("TermService stopped", true)]
    [InlineData("the TERMSERVICE.", true)]
    [InlineData("TermServices", false)]
    public void Has_finds_whole_terms_without_case(string text, bool found)
    {
        Row(1, text);
        Run("Event | where RenderedDescription has \"termservice\"").Rows.Count.ShouldBe(found ? 1 : 0);
    }

    [Fact]
    public void The_detection_of_a_stopped_service_finds_its_rows_by_machine()
    {
        Row(7036, "The Remote Desktop Services service entered the stopped state.");
        Row(7036, "The Remote Desktop Services service entered the running state.", resource: "/Subscriptions/X/VM2");
        Row(7031, "The Remote Desktop Services service terminated unexpectedly.", minutesAgo: 2, ingestedMinutesAgo: 1);
        Row(7036, "The Remote Desktop Services service entered the stopped state.", minutesAgo: 60, ingestedMinutesAgo: 50, resource: "/old");
        var result = Run(Committed("src/Healing/Failures/TermServiceDown/Detect.kql", "let windowStart = datetime(2026-03-03T02:45:00Z);\nlet windowEnd = datetime(2026-03-03T03:00:00.0000000Z);"));
        result.Columns.Select(column => $"{column.Name}:{column.Type}").ShouldBe(["Resource:string", "Newest:datetime", "Rows:long", "Sample:string"]);
        var row = result.Rows.ShouldHaveSingleItem();
        row[0].ShouldBe("/subscriptions/x/vm1");
        row[1].ShouldBe(Now.AddMinutes(-2));
        row[2].ShouldBe(2L);
    }

    [Fact]
    public void The_detection_of_a_bad_certificate_finds_what_is_bound_and_leaves_the_rest_to_others()
    {
        Row(36870, "A fatal error occurred", source: "Schannel");
        Row(1057, "The RD Session Host Server has failed", source: "Microsoft-Windows-TerminalServices-RemoteConnectionManager");
        Row(1055, "The access control of the key could not be set", source: "Microsoft-Windows-TerminalServices-RemoteConnectionManager");
        Row(1064, "The certificate cannot be installed", source: "Microsoft-Windows-TerminalServices-RemoteConnectionManager");
        Row(1052, "expires soon", source: "Microsoft-Windows-TerminalServices-RemoteConnectionManager");
        Run(Committed("src/Healing/Failures/ListenerCertificate/Detect.kql", "let windowStart = datetime(2026-03-03T02:45:00Z);\nlet windowEnd = datetime(2026-03-03T03:00:00Z);")).Rows.ShouldHaveSingleItem()[2].ShouldBe(2L);
    }

    [Fact]
    public void The_last_connection_is_null_when_there_was_none()
    {
        var query = Committed("src/Healing/Evidence/LastConnection.kql", "let hostName = \"avd-01.corp.example\";");
        Run(query).Rows.ShouldHaveSingleItem()[0].ShouldBeNull();
        store.Append("WVDConnections", Now.AddMinutes(-3), Now.AddMinutes(-2), new Dictionary<string, object?>(StringComparer.Ordinal) { ["State"] = "Connected", ["SessionHostName"] = "AVD-01.corp.example" });
        Run(query).Rows.ShouldHaveSingleItem()[0].ShouldBe(Now.AddMinutes(-3));
    }

    [Fact]
    public void The_activity_log_is_read_newest_first_for_the_listed_resources()
    {
        for (var minute = 1; minute <= 3; minute++)
            store.Append("AzureActivity", Now.AddMinutes(-minute), Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["_ResourceId"] = "/SUBSCRIPTIONS/S/nsg-1/securityRules/r", ["ActivityStatusValue"] = "Success", ["OperationNameValue"] = $"op{minute}" });
        var rows = Run(Committed("src/Cloud/Evidence/ActivityLog.kql", "let resources = dynamic([\"/subscriptions/s/nsg-1\", \"/other\"]);")).Rows;
        rows.Select(row => row[1]).ShouldBe(["op1", "op2", "op3"]);
    }

    [Theory]
    [InlineData("Nowhere | take 1", "Failed to resolve table or column expression named 'Nowhere'")]
    [InlineData("Event | where Colour == 1", "Failed to resolve scalar expression named 'Colour'")]
    [InlineData("Event | where EventID == \"x\"", "cannot compare a int with a string")]
    [InlineData("Event | evaluate pivot(EventID)", "does not know the operator 'evaluate'")]
    [InlineData("Event | where hash_md5(Source) == \"x\"", "Unknown function: 'hash_md5'")]
    [InlineData("Event | where Source == \"a", "A string has no end")]
    public void What_it_does_not_know_is_an_error_by_name(string query, string said) => Should.Throw<KqlException>(() => Run(query)).Message.ShouldContain(said);

    [Fact]
    public void The_same_query_with_other_constants_in_front_answers_by_those()
    {
        Row(1, "one");
        Row(2, "two");
        const string query = "Event | where EventID == wanted and TimeGenerated > since - 1m | project RenderedDescription";
        Ask.Text(Run($"let wanted = 1; let since = datetime(2026-03-03T02:00:00Z);\n{query}")).ShouldBe("one");
        Ask.Text(Run($"let wanted = 2; let since = datetime(2026-03-03T02:00:00Z);\n{query}")).ShouldBe("two");
        Ask.Text(Run($"let wanted = 2; let since = datetime(2026-03-03T02:58:00Z);\n{query}")).ShouldBeEmpty();
        Should.Throw<KqlException>(() => Run($"let wanted = \"2\"; let since = now();\n{query}")).Message.ShouldContain("cannot compare");
    }

    [Fact]
    public void Rows_come_by_the_time_at_which_they_were_generated_and_only_those_of_the_asked_span()
    {
        Row(1, "newest", minutesAgo: 1, ingestedMinutesAgo: 0);
        Row(2, "old", minutesAgo: 90);
        Row(3, "middle", minutesAgo: 30);
        Ask.Text(Run("Event | project EventID")).ShouldBe("2\n3\n1");
        Ask.Text(new KqlEngine(store).Run("Event | project EventID", Now, Now.AddMinutes(-30), Now.AddMinutes(-2))).ShouldBe("3");
    }

    [Theory]
    [InlineData("Event | where TimeGenerated >= ago(30m)", "3 1")]
    [InlineData("Event | where TimeGenerated > ago(30m) and EventID != 7", "1")]
    [InlineData("Event | where TimeGenerated > ago(31m) or EventID == 2", "2 3 1")]
    [InlineData("Event | take 1 | where TimeGenerated > ago(100m)", "2")]
    [InlineData("Event | take 1 | where TimeGenerated > ago(31m)", "")]
    [InlineData("Event | order by TimeGenerated desc | where TimeGenerated > ago(100m)", "1 3 2")]
    [InlineData("Event | where EventID != 1 | where TimeGenerated > ago(31m)", "3")]
    [InlineData("Event | extend TimeGenerated = now() | where TimeGenerated > ago(1m)", "2 3 1")]
    public void A_condition_on_time_holds_wherever_it_stands(string query, string ids)
    {
        Row(1, "newest", minutesAgo: 1, ingestedMinutesAgo: 0);
        Row(2, "old", minutesAgo: 90);
        Row(3, "middle", minutesAgo: 30);
        string.Join(' ', Run($"{query} | project EventID").Rows.Select(row => row[0])).ShouldBe(ids);
    }

    [Fact]
    public void A_dynamic_column_takes_json_and_gives_its_parts()
    {
        store.Append("WVDAgentHealthStatus", Now, Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["SessionHostName"] = "avd-01", ["SessionHostHealthCheckResult"] = """[{"HealthCheckName":1,"AdditionalFailureDetails":{"ErrorCode":-2147467259,"Message":"trust"}},{"HealthCheckName":4,"AdditionalFailureDetails":{"ErrorCode":0}}]""" });
        Ask.Text(Run("""
            WVDAgentHealthStatus
            | summarize arg_max(TimeGenerated, *) by SessionHostName
            | mv-expand Check = todynamic(SessionHostHealthCheckResult)
            | extend CheckId = tolong(Check.HealthCheckName), Err = tolong(Check.AdditionalFailureDetails.ErrorCode), Msg = tostring(Check.AdditionalFailureDetails.Message)
            | where isnull(Err) or Err != 0
            | project SessionHostName, CheckId, Err, Msg
            """)).ShouldBe("avd-01|1|-2147467259|trust");
    }

    [Fact]
    public void A_wrong_column_in_a_row_is_refused_when_it_is_written() =>
        Should.Throw<ArgumentException>(() => store.Append("Event", Now, Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["Colour"] = "x" })).Message.ShouldContain("Colour");
}
