using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>What is seen of rules, routes, power, boot and strangers follows from their state.</summary>
public sealed class NetworkWorldTests
{
    private readonly ManualClock clock = new();
    private readonly Fleet fleet;
    private readonly List<(string Table, IReadOnlyDictionary<string, object?> Columns)> written = [];
    private readonly DesktopUsers people;
    private readonly RowWriter rows;
    private int made;

    public NetworkWorldTests()
    {
        fleet = new FleetBuilder(Make, 64).Build(20, 1, clock);
        rows = new RowWriter(fleet, (table, _, _, columns) => written.Add((table, columns)), new Random(1));
        people = new DesktopUsers(fleet, rows, new Random(2)) { IsQuiet = true };
    }

    private Machine Machine => fleet.Machines["vm-01"];

    private Machine Desktop => fleet.Machines["avd-01"];

    private string Status => SessionHostHealth.StatusOf(Desktop, fleet.HostPools.Values.First(pool => pool.Hosts.ContainsKey("avd-01")).Hosts["avd-01"], fleet.Now);

    private StoredCertificate Make(string subject, IReadOnlyList<string> usages, DateTimeOffset from, DateTimeOffset to, bool readable = true) => new() { Pkcs12 = [], Thumbprint = (++made).ToString("X40", System.Globalization.CultureInfo.InvariantCulture), Subject = subject, NotBefore = from, NotAfter = to, KeyReadable = readable };

    private void Break(string host, string failure, string variant) => new Break(fleet, Make).Host(host, failure, variant);

    /// <summary>Minutes pass, and agents report as long as they can.</summary>
    private void Pass(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            people.Advance();
        }
    }

    [Fact]
    public void An_admin_rule_drops_people_whatever_the_group_says_and_only_on_its_machines()
    {
        Break("vm-01", "admin-rule-deny", "deny");
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Dropped);
        Doorway.Of(fleet, fleet.Machines["vm-02"]).ShouldNotBe(Knock.Dropped);
        Ailments.Of(fleet, Machine).ShouldNotBeNull().ShouldContain("deny-rdp-everywhere");
    }

    [Fact]
    public void An_admin_rule_that_always_allows_ends_the_question()
    {
        fleet.SecurityGroups[Machine.SecurityGroup!].Rules.Remove("allow-rdp-inside");
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Dropped);
        fleet.AdminRules["open"] = new AdminRule { Name = "open", Manager = "/nm", Access = "AlwaysAllow" };
        Doorway.Of(fleet, Machine).ShouldNotBe(Knock.Dropped);
        fleet.AdminRules["open"].Access = "Allow";
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Dropped);
    }

    [Theory]
    [InlineData("route")]
    [InlineData("firewall")]
    public void A_session_host_that_does_not_get_out_is_not_heard_and_complains(string variant)
    {
        Pass(1);
        Status.ShouldBe("Available");
        Break("avd-01", "avd-outbound-blocked", variant);
        Pass(4);
        Status.ShouldBe("Unavailable");
        Desktop.Guest.Agent!.StoppedBy.ShouldNotBeNull();
        NetworkComplaints.Of(fleet, Desktop).ShouldHaveSingleItem().EventId.ShouldBe(3703);
        Desktop.RouteTable = null;
        Pass(2);
        Status.ShouldBe("Available");
        NetworkComplaints.Of(fleet, Desktop).ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_of_its_group_stops_it_until_a_lower_number_lets_it_out()
    {
        Desktop.SecurityGroup = "nsg-app-1";
        var rules = fleet.SecurityGroups["nsg-app-1"].Rules;
        Break("avd-01", "avd-outbound-blocked", "rule");
        Outside.Stops(fleet, Desktop).ShouldBe("deny-avd");
        rules["allow-avd-out"] = new SecurityRule { Name = "allow-avd-out", Priority = 200, Direction = "Outbound", Access = "Allow", Sources = ["*"], Destinations = ["WindowsVirtualDesktop"], Ports = ["443"] };
        Outside.Stops(fleet, Desktop).ShouldBeNull();
        // Inbound rules are another matter.
        rules["deny-in"] = new SecurityRule { Name = "deny-in", Priority = 100, Access = "Deny", Protocol = "*", Sources = ["*"], Destinations = ["*"], Ports = ["*"] };
        Outside.Stops(fleet, Desktop).ShouldBeNull();
    }

    [Theory]
    [InlineData("stop-error")]
    [InlineData("bitlocker")]
    [InlineData("no-log")]
    public void A_machine_whose_Windows_is_not_up_runs_and_is_not_heard(string variant)
    {
        Break("vm-01", "boot-failure", variant);
        (Machine.Power, Machine.IsUp, Machine.AgentHeard).ShouldBe((Power.Running, false, false));
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Dropped);
        SerialLogs.Of(Machine).Length.ShouldBeGreaterThan(SerialLogs.Of(fleet.Machines["vm-02"]).Length);
    }

    [Fact]
    public void Only_a_stop_from_outside_stands_in_the_activity_log()
    {
        Break("vm-01", "vm-not-running", "shut-down-inside");
        (Machine.Power, fleet.Activities.Count).ShouldBe((Power.Stopped, 0));
        Break("vm-02", "vm-not-running", "autoscale");
        (fleet.Machines["vm-02"].Power, fleet.Activities.ShouldHaveSingleItem().Caller).ShouldBe((Power.Deallocated, "autoscale"));
    }

    [Fact]
    public void Strangers_leave_failed_logons_from_many_addresses_every_minute()
    {
        Break("vm-01", "rdp-flood", "noise");
        NetworkComplaints.Attempts(Machine, rows, new Random(1));
        written.Count.ShouldBe(30);
        written.Select(row => row.Columns["IpAddress"]).Distinct().Count().ShouldBeGreaterThan(9);
        NetworkComplaints.Attempts(fleet.Machines["vm-02"], rows, new Random(1));
        written.Count.ShouldBe(30);
    }

    [Fact]
    public void Who_drowns_in_them_answers_nobody()
    {
        Break("vm-01", "rdp-flood", "drowned");
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Silent);
        NetworkComplaints.Of(fleet, Machine).ShouldHaveSingleItem().EventId.ShouldBe(1006);
    }

    [Theory]
    [InlineData("admin-rule-deny")]
    [InlineData("avd-outbound-blocked")]
    [InlineData("vm-not-running")]
    [InlineData("boot-failure")]
    [InlineData("rdp-flood")]
    [InlineData("platform-maintenance")]
    [InlineData("service-incident")]
    [InlineData("guest-agent-unavailable")]
    public void A_variant_that_nobody_knows_is_refused(string failure) => Should.Throw<ArgumentException>(() => Break("avd-01", failure, "somehow"));
}
