using RdpMedic.Emulator.Kql;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;
using RdpMedic.Simulation.Ports;

namespace RdpMedic.Simulation.Tests.Logs;

/// <summary>The product's queries about sign-ins over rows as each table holds them.</summary>
public sealed class SignInQueriesTests
{
    private const string Vm = "/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1";

    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly Host Host = new() { Id = new HostId(Vm), Name = "vm-1", Role = HostRole.Workload, Pool = new PoolId("rg") };

    private readonly LogStore store = new();

    private LogFacts Facts => WorldLogs.Read(store, new KqlEngine(store), Host, Now, Now).Value!;

    private void Add(string table, params (string Name, object? Value)[] columns)
    {
        var row = columns.ToDictionary(column => column.Name, column => column.Value, StringComparer.Ordinal);
        if (table != "WVDAgentHealthStatus") row["_ResourceId"] = Vm;
        store.Append(table, Now.AddMinutes(-3), Now.AddMinutes(-2), row);
    }

    /// <summary>A failed logon as either table has it.</summary>
    private void Failed(string table, string status, string subStatus, string user = "ann", int type = 3, int id = 4625)
    {
        if (table == "SecurityEvent") Add(table, ("EventID", id), ("LogonType", type), ("Status", status), ("SubStatus", subStatus), ("TargetUserName", user), ("IpAddress", "10.1.1.1"));
        else Add(table, ("EventLog", "Security"), ("EventID", id), ("EventData", $"<DataItem><EventData><Data Name=\"TargetUserName\">{user}</Data><Data Name=\"Status\">{status}</Data><Data Name=\"SubStatus\">{subStatus}</Data><Data Name=\"LogonType\">{type}</Data><Data Name=\"IpAddress\">10.1.1.1</Data></EventData></DataItem>"));
    }

    private List<SignalRow> Detect(string failure)
    {
        var detector = FailureCatalogue.All.Single(one => one.Id.Value == failure).Detectors.Single();
        var query = $"let windowStart = datetime({Now.AddMinutes(-15).UtcDateTime:O});\nlet windowEnd = datetime({Now.UtcDateTime:O});\n{detector.Query}";
        return [.. new KqlEngine(store).Run(query, Now).Rows.Select(row => new SignalRow((string)row[0]!, (DateTimeOffset)row[1]!, (long)row[2]!, (string)row[3]!))];
    }

    [Theory]
    [InlineData("SecurityEvent")]
    [InlineData("Event")]
    public void The_status_is_the_reason_where_the_sub_status_is_zero(string table)
    {
        Failed(table, "0xC000015B", "0x0");
        Failed(table, "0xc000006d", "0xC000006A");
        Facts.Logon("C000015B")!.Rows.ShouldBe(1);
        Facts.Logon("C000006A")!.Rows.ShouldBe(1);
        Facts.Logon("C000006D").ShouldBeNull();
    }

    [Fact]
    public void Logons_are_read_where_only_the_event_table_is_collected()
    {
        store.Forget("SecurityEvent");
        Failed("Event", "0xc0000133", "0x0", "ann");
        Failed("Event", "0xc0000133", "0x0", "bob", type: 10);
        Failed("Event", "0xc0000133", "0x0", "svc", type: 5);
        var failed = Facts.Logon("C0000133")!;
        (failed.Rows, failed.Users, failed.Addresses).ShouldBe((2L, 2L, 1L));
        Facts.NotCollected.ShouldNotContain(said => said.StartsWith("SecurityEvent", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_neither_table_holds_a_logon_they_are_not_collected()
    {
        store.Forget("SecurityEvent");
        Add("Event", ("EventLog", "System"), ("Source", "NETLOGON"), ("EventID", 3210), ("EventLevelName", "Error"));
        (Facts.Logons, Facts.Successes).ShouldBe((null, null));
    }

    [Fact]
    public void The_same_logons_in_both_tables_count_once_however_they_spell_the_status()
    {
        Failed("SecurityEvent", "0xC000015B", "0x0");
        Failed("Event", "0xc000015b", "0x0");
        Facts.Logons!.ShouldHaveSingleItem().Rows.ShouldBe(1);
    }

    [Fact]
    public void Somebody_who_signs_in_is_read_from_the_event_table_too()
    {
        store.Forget("SecurityEvent");
        Failed("Event", "0x0", "0x0", type: 10, id: 4624);
        Failed("Event", "0x0", "0x0", type: 3, id: 4624);
        Facts.Successes!.Rows.ShouldBe(1);
    }

    [Theory]
    [InlineData("domain-trust", "0xc000018c")]
    [InlineData("domain-trust", "0xC000018D")]
    [InlineData("domain-trust", "0xc0000192")]
    [InlineData("dc-unreachable", "0xC000005E")]
    [InlineData("time-skew", "0xC0000133")]
    [InlineData("logon-right", "0xC000015B")]
    [InlineData("account-state", "0xC0000234")]
    [InlineData("account-state", "0xc0000072")]
    public void A_failure_is_found_by_its_status_in_either_table_and_in_either_field(string failure, string status)
    {
        foreach (var user in new[] { "ann", "bob", "eve" }) Failed("SecurityEvent", status, "0x0", user);
        Detect(failure).ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.Resource.ShouldBe(Vm), row => row.Rows.ShouldBe(3));
        foreach (var user in new[] { "ann", "bob", "eve" }) Failed("Event", "0xc000006d", status, user);
        Detect(failure).ShouldHaveSingleItem().Rows.ShouldBe(6);
    }

    [Theory]
    [InlineData("logon-right", "0xc000015b")]
    [InlineData("account-state", "0xc0000234")]
    public void Two_people_are_their_own_matter(string failure, string status)
    {
        for (var attempt = 0; attempt < 20; attempt++) Failed("SecurityEvent", status, "0x0", attempt % 2 == 0 ? "ann" : "bob");
        Detect(failure).ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_passwords_are_found_by_no_query_of_the_family()
    {
        for (var attempt = 0; attempt < 20; attempt++) Failed(attempt % 2 == 0 ? "SecurityEvent" : "Event", "0xc000006d", "0xc000006a", $"user{attempt}");
        foreach (var failure in FailureCatalogue.All.Where(failure => failure.Detectors.Count == 1 && failure.Detectors[0].Tables.All(table => table is "Event" or "SecurityEvent"))) Detect(failure.Id.Value).ShouldBeEmpty(failure.Id.Value);
    }

    [Theory]
    [InlineData("domain-trust", "NETLOGON", 3210, true)]
    [InlineData("domain-trust", "NETLOGON", 5719, false)]
    [InlineData("dc-unreachable", "NETLOGON", 5719, true)]
    [InlineData("time-skew", "Microsoft-Windows-Time-Service", 36, true)]
    [InlineData("time-skew", "Microsoft-Windows-Time-Service", 50, false)]
    [InlineData("time-skew", "Microsoft-Windows-Time-Service", 134, false)]
    public void Events_of_the_system_log_are_told_apart(string failure, string source, int id, bool found)
    {
        Add("Event", ("EventLog", "System"), ("Source", source), ("EventID", id), ("RenderedDescription", "…"));
        Detect(failure).Count.ShouldBe(found ? 1 : 0);
    }

    [Theory]
    [InlineData(1069, true)]
    [InlineData(1128, true)]
    [InlineData(1068, false)]
    public void A_grace_period_that_is_over_is_found_and_one_that_runs_is_not(int id, bool found)
    {
        Add("Event", ("EventLog", "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin"), ("Source", "Microsoft-Windows-TerminalServices-RemoteConnectionManager"), ("EventID", id));
        Detect("rds-licensing").Count.ShouldBe(found ? 1 : 0);
    }

    [Theory]
    [InlineData(1, -2147467259, "domain-trust", "entra-signin")]
    [InlineData(0, -2147467259, "entra-signin", "domain-trust")]
    public void A_failed_check_of_the_AVD_agent_is_found_by_its_number(int check, long error, string found, string other)
    {
        Add("WVDAgentHealthStatus", ("SessionHostResourceId", Vm.ToUpperInvariant()), ("Status", "Unavailable"), ("SessionHostHealthCheckResult", $$$"""[{"HealthCheckName":{{{check}}},"AdditionalFailureDetails":{"ErrorCode":{{{error}}}}},{"HealthCheckName":4,"AdditionalFailureDetails":{"ErrorCode":0}}]"""));
        Detect(found).ShouldHaveSingleItem().Resource.ShouldBe(Vm);
        Detect(other).ShouldBeEmpty();
    }
}
