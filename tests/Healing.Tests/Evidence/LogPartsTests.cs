using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class LogPartsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static LogRow Row(string part, string log = "", string code = "", long rows = 1, string source = "") => new(part, log, source, code, rows, 1, 1, At, "");

    private static LogFacts Of(bool isSessionHost, string[] missing, params LogRow[] rows) => LogParts.Of(rows, missing.ToHashSet(StringComparer.Ordinal), isSessionHost);

    [Fact]
    public void A_table_that_is_there_without_rows_is_an_empty_part_and_a_missing_one_is_no_part()
    {
        var there = Of(true, []);
        (there.Events!.Count, there.Logons!.Count, there.Connections!.Count, there.Successes!.Rows, there.NotCollected.Count).ShouldBe((0, 0, 0, 0L, 0));
        var gone = Of(true, ["Event", "SecurityEvent", "WVDErrors", "WVDConnections", "Heartbeat"]);
        (gone.Events, gone.Logons, gone.Connections, gone.Successes, gone.NotCollected.Count).ShouldBe((null, null, null, null, 5));
        gone.NotCollected[0].ShouldBe("Event: in no workspace");
    }

    [Fact]
    public void Failed_connections_need_both_tables_because_only_the_other_one_names_the_host()
    {
        Of(true, ["WVDConnections"]).Connections.ShouldBeNull();
        Of(true, ["WVDErrors"]).Connections.ShouldBeNull();
        Of(true, ["WVDErrors"]).Successes.ShouldNotBeNull();
    }

    [Fact]
    public void A_plain_machine_has_no_part_of_avd_and_misses_none()
    {
        var facts = Of(false, ["WVDErrors", "WVDConnections"], Row("success", "Security"));
        (facts.Connections, facts.Successes!.Rows, facts.NotCollected.Count).ShouldBe((null, 1L, 0));
        Of(false, ["SecurityEvent"]).Successes.ShouldBeNull();
    }

    [Fact]
    public void Logons_that_were_collected_into_the_event_table_are_collected()
    {
        var facts = Of(false, ["SecurityEvent"], Row("logon", "Security", "0xc000006a", 3));
        facts.Logon("C000006A")!.Rows.ShouldBe(3);
        facts.NotCollected.ShouldBeEmpty();
    }

    [Fact]
    public void Logons_in_both_tables_count_once() =>
        Of(false, [], Row("logon", "Security", "0xc000006a", 3), Row("logon", "Security", "0xc000006a", 5), Row("success", "Security", rows: 2), Row("success", "Security", rows: 2))
            .ShouldSatisfyAllConditions(facts => facts.Logons!.ShouldHaveSingleItem().Rows.ShouldBe(5), facts => facts.Successes!.Rows.ShouldBe(2));
}
