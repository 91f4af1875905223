using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Signals;

public sealed class HostIndexTests
{
    private static Host Avd(string pool, string name) => Some.SessionHost with { Id = new HostId($"/subscriptions/s/{pool}/{name}"), Name = name, SessionHostId = $"/subscriptions/s/hostPools/{pool}/sessionHosts/{name}.corp.example" };

    private static readonly HostIndex Index = new([Some.Machine, Avd("hp-1", "avd-1"), Avd("hp-1", "avd-2"), Avd("hp-2", "avd-2")]);

    [Theory]
    [InlineData("/subscriptions/s/hp-1/avd-1")]
    [InlineData("/SUBSCRIPTIONS/S/HP-1/AVD-1")]
    [InlineData("/subscriptions/s/hostpools/hp-1/sessionhosts/avd-1.corp.example")]
    [InlineData("AVD-1.corp.example")]
    public void A_session_host_is_found_by_machine_by_resource_and_by_name(string resource) => Index.Find(resource)!.Name.ShouldBe("avd-1");

    [Fact]
    public void A_name_of_two_pools_finds_nobody_and_the_resource_id_tells_them_apart()
    {
        Index.Find("avd-2.corp.example").ShouldBeNull();
        Index.IsAmbiguous("avd-2.corp.example").ShouldBeTrue();
        Index.Find("/subscriptions/s/hostpools/hp-2/sessionhosts/avd-2.corp.example")!.Id.Value.ShouldEndWith("hp-2/avd-2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("avd-1")]
    [InlineData("/subscriptions/other")]
    public void What_the_inventory_does_not_know_is_nobodys(string resource) => (Index.Find(resource), Index.IsAmbiguous(resource)).ShouldBe((null, false));

    [Fact]
    public void Every_committed_detector_knows_the_tables_that_it_reads()
    {
        FailureCatalogue.All.SelectMany(failure => failure.Detectors).ShouldAllBe(detector => detector.Tables.Count > 0);
        LogTables.In("union isfuzzy=true (Event | where Source == \"Perf, or WVDErrors\" // Heartbeat\n), (WVDConnections | take 1)").ShouldBe(["Event", "WVDConnections"]);
    }
}
