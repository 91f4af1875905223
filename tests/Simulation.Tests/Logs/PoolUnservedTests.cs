using RdpMedic.Emulator.Kql;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Simulation.Tests.Logs;

/// <summary>Whom the error of a pool that serves nobody makes the product look at.</summary>
public sealed class PoolUnservedTests
{
    private const string Pool = "/subscriptions/s/resourcegroups/rg/providers/microsoft.desktopvirtualization/hostpools/hp-1";

    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private readonly LogStore store = new();

    private void Add(string table, int minutes, params (string Name, object? Value)[] columns)
    {
        var row = columns.ToDictionary(column => column.Name, column => column.Value, StringComparer.Ordinal);
        row["_ResourceId"] = Pool;
        store.Append(table, Now.AddMinutes(-minutes), Now.AddMinutes(1 - minutes), row);
    }

    private void Failed(int people, int networks = 2, string symbol = "ConnectionFailedNoHealthyRdshAvailable")
    {
        for (var person = 0; person < people; person++)
        {
            Add("WVDConnections", 5, ("State", "Started"), ("SessionHostName", "<>"), ("UserName", $"u{person}"), ("CorrelationId", $"c{person}"), ("ClientSideIPAddress", $"198.51.100.{person % networks}"));
            Add("WVDErrors", 5, ("CodeSymbolic", symbol), ("ActivityType", "Connection"), ("ServiceError", false), ("UserName", $"u{person}"), ("CorrelationId", $"c{person}"));
        }
    }

    private void Report(string host, string status, bool open = true) =>
        Add("WVDAgentHealthStatus", 4, ("SessionHostName", $"{host}.corp.example"), ("SessionHostResourceId", $"/subscriptions/s/vm/{host}"), ("Status", status), ("AllowNewSessions", open ? "True" : "False"));

    private List<string> Looked()
    {
        var detector = FailureCatalogue.All.SelectMany(failure => failure.Detectors).Single(one => one.Name == PoolUnserved.Detector);
        var query = $"let windowStart = datetime({Now.AddMinutes(-15).UtcDateTime:O});\nlet windowEnd = datetime({Now.UtcDateTime:O});\n{detector.Query}";
        return [.. new KqlEngine(store).Run(query, Now, Now.AddHours(-2)).Rows.Select(row => ((string)row[0]!)[^5..]).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Every_host_that_is_open_and_not_well_is_looked_at()
    {
        Failed(people: 3);
        Report("avd-1", "Unavailable");
        Report("avd-2", "NoHeartbeat");
        Report("avd-3", "Available", open: false);
        Report("avd-4", "Shutdown");
        Looked().ShouldBe(["avd-1", "avd-2"]);
    }

    [Theory]
    [InlineData("Available", true, "avd-2")]
    [InlineData("Available", false, "avd-2")]
    [InlineData("Shutdown", true, "avd-2")]
    public void Of_hosts_that_are_full_drained_or_off_one_is_looked_at_and_always_the_same(string status, bool open, string host)
    {
        Failed(people: 3);
        Report("avd-3", status, open);
        Report("avd-2", status, open);
        if (status != "Shutdown") Report("avd-1", "Shutdown");
        Looked().ShouldBe([host]);
    }

    [Fact]
    public void A_host_that_is_open_is_looked_at_before_one_that_is_drained()
    {
        Failed(people: 3);
        Report("avd-1", "Available", open: false);
        Report("avd-2", "Available");
        Looked().ShouldBe(["avd-2"]);
    }

    [Fact]
    public void Two_people_or_one_network_or_another_error_are_noise()
    {
        Report("avd-1", "Unavailable");
        Failed(people: 2);
        Looked().ShouldBeEmpty();
        Failed(people: 9, networks: 1, symbol: "ConnectionFailedUserNotAuthorized");
        Looked().ShouldBeEmpty();
    }

    [Fact]
    public void One_network_may_be_the_networks_fault()
    {
        Report("avd-1", "Unavailable");
        Failed(people: 5, networks: 1);
        Looked().ShouldBeEmpty();
    }

    [Fact]
    public void Where_as_many_get_in_a_host_is_being_started_for_the_others()
    {
        Report("avd-1", "Unavailable");
        Failed(people: 3);
        for (var person = 0; person < 3; person++) Add("WVDConnections", 3, ("State", "Connected"), ("SessionHostName", "avd-1.corp.example"), ("UserName", $"u{person}"), ("CorrelationId", $"again{person}"));
        Looked().ShouldBeEmpty();
    }
}
