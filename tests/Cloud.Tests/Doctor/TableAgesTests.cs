using RdpMedic.Cloud.Doctor;
using RdpMedic.Healing;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Tests.Doctor;

public sealed class TableAgesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<Detector> Detectors = [.. FailureCatalogue.All.SelectMany(failure => failure.Detectors)];

    private static readonly IReadOnlyList<Host> Running = [Host("vm-1", session: false, running: true), Host("avd-1", session: true, running: true)];

    private static Host Host(string name, bool session, bool running) => new()
    {
        Id = new HostId($"/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/{name}"),
        Name = name,
        Role = session ? HostRole.Pooled : HostRole.Workload,
        Pool = new PoolId("p"),
        Enrolled = true,
        Running = running,
        SessionHostId = session ? $"/pool/sessionhosts/{name}" : null,
    };

    /// <summary>A workspace in which every table got a row a minute ago, but for these.</summary>
    /// <param name="others">Minutes ago; null: it is there and got none; less than nothing: it is not there.</param>
    private static WorkspaceTables Workspace(string name, params (string Table, int? Minutes)[] others) => new(name, [.. TableSource.All.Keys
        .Select(table => (Table: table, Minutes: others.Where(other => other.Table == table).Select(other => other.Minutes).DefaultIfEmpty(1).First()))
        .Where(one => one.Minutes is null or >= 0)
        .Select(one => new TableAgeRow(one.Table, Now - (one.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null)))]);

    private static DoctorCheck One(IReadOnlyList<Host> hosts, params (string Table, int? Minutes)[] others) => TableAges.Judge([Workspace("w", others)], Detectors, hosts, Now).ShouldHaveSingleItem();

    [Fact]
    public void Every_table_that_a_detector_reads_has_a_source_to_check_and_is_asked_for_and_no_other()
    {
        var read = Detectors.SelectMany(detector => detector.Tables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        TableSource.All.Keys.Order(StringComparer.Ordinal).ShouldBe(read);
        using var query = new StreamReader(typeof(TableAges).Assembly.GetManifestResourceStream("RdpMedic.Cloud.Doctor.TableAges.kql")!);
        var text = query.ReadToEnd();
        LogTables.In(text).ShouldBe(read);
        foreach (var table in read) text.ShouldContain($"({table} | summarize Newest = max(ingestion_time()) | project Table = \"{table}\", Newest)");
    }

    [Fact]
    public void Where_every_table_gets_rows_it_is_well_and_each_is_told_with_its_age_and_who_reads_it()
    {
        var check = One(Running);
        (check.Verdict, check.Scope).ShouldBe((DoctorVerdict.Well, "w"));
        var table = check.Tables.Single(table => table.Table == "WVDErrors");
        (table.There, table.NewestAt, table.Age, table.Needed, table.Enough, table.Check).ShouldBe((true, Now - TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(6), true, null));
        table.ReadBy.ShouldBe(["avd-outbound-blocked", "pool-unserved", "service-incident"]);
    }

    [Theory]
    [InlineData("Perf", 20, true, "the data collection rule with the counters, and whether the hosts are joined to it")]
    [InlineData("Perf", 21, false, "the data collection rule with the counters, and whether the hosts are joined to it")]
    [InlineData("InsightsMetrics", 21, false, "VM insights, and whether the hosts are joined to its data collection rule")]
    [InlineData("WVDAgentHealthStatus", 21, false, "the diagnostic setting of the host pools, category AgentHealthStatus")]
    public void What_comes_steadily_has_failed_once_a_first_sweep_reads_nothing_of_it(string table, int minutes, bool well, string check)
    {
        var found = One(Running, (table, minutes));
        found.Verdict.ShouldBe(well ? DoctorVerdict.Well : DoctorVerdict.Failed);
        if (!well) found.Said.ShouldBe($"{table} got its newest row {minutes} min ago, and rows should be coming (needed: within 20 min): check {check}.");
        found.Tables.Single(one => one.Table == table).Check.ShouldBe(well ? null : check);
    }

    [Theory]
    [InlineData("Event", 360, DoctorVerdict.Well)]
    [InlineData("Event", 361, DoctorVerdict.NotTried)]
    [InlineData("WVDConnections", 1500, DoctorVerdict.NotTried)]
    public void What_comes_when_something_happens_may_be_silent_and_is_told_once_no_sweep_reads_it(string table, int minutes, DoctorVerdict verdict) =>
        One(Running, (table, minutes)).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData("Perf", false, false)]
    [InlineData("WVDAgentHealthStatus", true, false)]
    public void Where_nothing_runs_that_makes_rows_come_their_silence_is_no_fault(string table, bool machineRuns, bool sessionHostRuns)
    {
        var found = One([Host("vm-1", session: false, machineRuns), Host("avd-1", session: true, sessionHostRuns)], (table, 600));
        found.Verdict.ShouldBe(DoctorVerdict.NotTried);
        found.Said.ShouldContain($"{table} got its newest row 10 h 0 min ago, and a sweep reads none that old");
    }

    [Fact]
    public void A_table_that_nobody_ever_filled_may_be_as_it_should_be()
    {
        var found = One(Running, ("Perf", null), ("SecurityEvent", -1));
        (found.Verdict, found.Said).ShouldBe((DoctorVerdict.NotTried, "Perf got no row within 72 h 0 min: if it should, check the data collection rule with the counters, and whether the hosts are joined to it."));
        found.Tables.Where(table => !table.Enough).Select(table => (table.Table, table.There, table.Age)).ShouldBe([("Perf", true, null), ("SecurityEvent", false, null)]);
    }

    [Fact]
    public void What_one_workspace_does_not_get_another_may()
    {
        var found = TableAges.Judge([Workspace("old", ("Perf", 600), ("Event", -1)), Workspace("new")], Detectors, Running, Now);
        found.Select(check => (check.Scope, check.Verdict)).ShouldBe([("old", DoctorVerdict.Well), ("new", DoctorVerdict.Well)]);
        found[0].Tables.Single(table => table.Table == "Perf").Enough.ShouldBeFalse();
    }

    [Fact]
    public void A_clock_that_is_a_little_behind_the_logs_makes_no_row_of_the_future() =>
        TableAges.Judge([new WorkspaceTables("w", [new TableAgeRow("Event", Now + TimeSpan.FromSeconds(2))])], Detectors, Running, Now)[0].Tables.Single(table => table.Table == "Event").Age.ShouldBe(TimeSpan.Zero);
}
