using System.Text.Json;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>What is seen of sessions, sign-ins, containers and room follows from their state, and so does what a script does about them.</summary>
public sealed class SessionWorldTests
{
    private const string Services = "Repairs/Services/Repair.ps1";

    private readonly ManualClock clock = new();
    private readonly Fleet fleet;
    private readonly ScriptEngine engine;
    private readonly List<(string Table, string Computer, object? Id)> rows = [];
    private int made;

    public SessionWorldTests()
    {
        fleet = new FleetBuilder(Make, 64).Build(8, 1, clock);
        engine = new ScriptEngine(fleet);
    }

    private Machine Machine => fleet.Machines["vm-01"];

    private Machine Desktop => fleet.Machines["avd-01"];

    private SessionHost Registered => fleet.HostPools["hp-desktop-1"].Hosts["avd-01"];

    private RowWriter Writer => new(fleet, (table, _, _, columns) => rows.Add((table, (string)columns.GetValueOrDefault("Computer", "")!, columns.GetValueOrDefault("EventID") ?? columns.GetValueOrDefault("Name"))), new Random(1));

    private StoredCertificate Make(string subject, IReadOnlyList<string> usages, DateTimeOffset from, DateTimeOffset to, bool readable = true) => new()
    {
        Pkcs12 = [], Thumbprint = (++made).ToString("X40", System.Globalization.CultureInfo.InvariantCulture), Subject = subject, NotBefore = from, NotAfter = to, KeyReadable = readable, ServerAuth = true,
    };

    private void Break(string failure, string variant, string host = "vm-01") => new Break(fleet, Make).Host(host, failure, variant);

    private JsonElement Run(Machine machine, string file, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var given = parameters.Append(("Nonce", "n")).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2, StringComparer.Ordinal);
        return JsonDocument.Parse(engine.Run(machine, new ScriptCall(text, given, new Dictionary<string, string>(StringComparer.Ordinal), 300)).Output).RootElement;
    }

    private bool Ok(Machine machine, string file, params (string Name, string Value)[] parameters) => Run(machine, file, parameters).GetProperty("ok").GetBoolean();

    private IEnumerable<int> Complains(Machine machine) => Complaints.All.SelectMany(of => of(machine, fleet.Now)).Select(one => one.EventId);

    [Theory]
    [InlineData("session-capacity", "limit", 41)]
    [InlineData("session-ghost", "stuck", 36)]
    [InlineData("logon-hang", "profile-service", 7031)]
    [InlineData("logon-hang", "disabled", 6005)]
    [InlineData("logon-hang", "pending", 7022)]
    [InlineData("logon-hang", "app-readiness", 7022)]
    [InlineData("logon-hang", "unexplained", 6005)]
    [InlineData("profile-temporary", "given", 1511)]
    [InlineData("fslogix", "service", 7031)]
    [InlineData("fslogix", "disabled", 60)]
    [InlineData("fslogix", "storage", 43)]
    [InlineData("fslogix", "in-use", 51)]
    [InlineData("fslogix", "full", 33)]
    [InlineData("resource-memory", "leak", 2004)]
    [InlineData("resource-disk", "caches", 2013)]
    [InlineData("graphics", "driver", 4101)]
    [InlineData("graphics", "resets", 4101)]
    public void The_guest_complains_of_what_broke(string failure, string variant, int id)
    {
        Complains(Machine).ShouldBeEmpty();
        Break(failure, variant);
        Complains(Machine).ShouldContain(id);
    }

    [Theory]
    [InlineData("profile-temporary", "left-over")]
    [InlineData("fslogix", "switched-off")]
    [InlineData("resource-cpu", "indexer")]
    [InlineData("graphics", "disabled")]
    public void Nothing_is_said_of_what_is_no_event(string failure, string variant)
    {
        Break(failure, variant);
        Complains(Machine).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("logon-hang", "profile-service", true)]
    [InlineData("logon-hang", "app-readiness", true)]
    [InlineData("session-capacity", "limit", true)]
    [InlineData("resource-memory", "leak", true)]
    [InlineData("fslogix", "service", false)]
    public void Some_faults_keep_everybody_out_and_some_only_somebody(string failure, string variant, bool everybody)
    {
        Ailments.Of(fleet, Machine).ShouldBeNull();
        Break(failure, variant);
        (SessionStart.Stops(Machine.Guest) is not null).ShouldBe(everybody);
        Ailments.Of(fleet, Machine).ShouldNotBeNull();
    }

    [Fact]
    public void A_limit_of_RDP_Tcp_keeps_nobody_from_a_session_host()
    {
        Break("session-capacity", "limit", "avd-01");
        SessionStart.Stops(Desktop.Guest).ShouldBeNull();
    }

    [Fact]
    public void Who_signs_in_while_it_hangs_waits_and_gets_no_session()
    {
        var users = new DesktopUsers(fleet, Writer, new Random(3));
        Break("logon-hang", "profile-service", "avd-01");
        for (var minute = 0; minute < 10; minute++)
        {
            users.Advance();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        (Desktop.Guest.Sessions.Count, Desktop.Guest.Logon.Hung > 2).ShouldBe((0, true));
        fleet.Machines["avd-02"].Guest.Sessions.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_waited_for_a_service_goes_on_when_it_starts()
    {
        Break("logon-hang", "app-readiness");
        Ok(Machine, Services, ("Phase", "Restart"), ("Service", "AppReadiness")).ShouldBeTrue();
        (SessionStart.Stops(Machine.Guest), Machine.Guest.Logon.Hung, Complains(Machine).Any()).ShouldBe((null, 0, false));
    }

    [Fact]
    public void A_profile_service_that_runs_is_not_restarted()
    {
        var pid = Machine.Guest.Services["ProfSvc"].Pid;
        Run(Machine, Services, ("Phase", "Restart"), ("Service", "ProfSvc")).GetProperty("changed").GetBoolean().ShouldBeFalse();
        Machine.Guest.Services["ProfSvc"].Pid.ShouldBe(pid);
    }

    [Fact]
    public void A_session_in_which_a_program_runs_is_left_alone_and_an_empty_one_is_reset()
    {
        Break("session-ghost", "occupied");
        Machine.Guest.Logon.Stuck = 3;
        Run(Machine, "Failures/SessionGhost/Repair.ps1", ("Phase", "Capture")).GetProperty("before").GetProperty("ghosts").GetArrayLength().ShouldBe(2);
        Machine.Guest.Logon.Stuck.ShouldBe(3);
        Ok(Machine, "Failures/SessionGhost/Repair.ps1", ("Phase", "Apply")).ShouldBeTrue();
        Machine.Guest.Logon.Stuck.ShouldBe(1);
        Ok(Machine, "Failures/SessionGhost/Verify.ps1").ShouldBeFalse();
        Run(Machine, "Failures/SessionGhost/Repair.ps1", ("Phase", "Apply")).GetProperty("changed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void Sessions_of_users_survive_the_reset_of_one_that_is_none()
    {
        Machine.Guest.Sessions.Add(new Session { Id = 4, User = "erin@corp.example", Active = false });
        Break("session-ghost", "stuck");
        Ok(Machine, "Failures/SessionGhost/Repair.ps1", ("Phase", "Apply")).ShouldBeTrue();
        Machine.Guest.Sessions.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("caches", true)]
    [InlineData("profiles", false)]
    [InlineData("servicing", false)]
    public void Caches_give_the_room_that_is_in_them_and_none_under_an_installer(string variant, bool enough)
    {
        Break("resource-disk", variant);
        var cleaned = Ok(Machine, "Failures/ResourceDisk/Repair.ps1", ("Phase", "Apply"));
        cleaned.ShouldBe(variant != "servicing");
        (Machine.Guest.Resources.CleanableGb > 0).ShouldBe(variant == "servicing");
        Ok(Machine, "Failures/ResourceDisk/Verify.ps1").ShouldBe(enough);
    }

    [Fact]
    public void A_container_service_that_ends_makes_a_host_unavailable_until_it_is_started()
    {
        Break("fslogix", "disabled", "avd-01");
        SessionHostHealth.StatusOf(Desktop, Registered, fleet.Now).ShouldBe("Unavailable");
        Ok(Desktop, Services, ("Phase", "Start"), ("Service", "frxsvc")).ShouldBeTrue();
        (SessionHostHealth.StatusOf(Desktop, Registered, fleet.Now), Desktop.Guest.Services["frxsvc"].Start, Ailments.Of(fleet, Desktop)).ShouldBe(("Available", "Auto", null));
    }

    [Fact]
    public void A_session_that_begins_is_told_by_the_session_manager_once()
    {
        var events = new GuestEvents(fleet, Writer);
        events.Advance();
        clock.Advance(TimeSpan.FromSeconds(30));
        Machine.Guest.Sessions.Add(new Session { Id = 7, User = "erin@corp.example", Since = fleet.Now });
        events.Advance();
        clock.Advance(TimeSpan.FromSeconds(30));
        events.Advance();
        rows.Where(row => !Equals(row.Id, 4624)).Select(row => (row.Computer, row.Id)).ShouldBe([("vm-01.corp.example", 41), ("vm-01.corp.example", 21), ("vm-01.corp.example", 22)]);
    }

    [Fact]
    public void Counters_are_those_of_the_machine_and_stop_with_it()
    {
        var counters = new PerformanceRows(fleet, Writer);
        fleet.Machines["vm-02"].Power = Power.Deallocated;
        counters.Advance();
        rows.Where(row => row.Computer == "vm-01.corp.example").Select(row => row.Id).ShouldBe(["UtilizationPercentage", "AvailableMB", "FreeSpacePercentage", "FreeSpaceMB"]);
        rows.ShouldNotContain(row => row.Computer == "vm-02.corp.example");
        rows.ShouldAllBe(row => row.Table == "InsightsMetrics");
        var first = rows.Count;
        clock.Advance(TimeSpan.FromMinutes(4));
        counters.Advance();
        rows.Count.ShouldBe(first);
    }

    [Fact]
    public void A_boot_ends_what_hangs_and_what_is_stuck()
    {
        Break("session-ghost", "occupied");
        Break("logon-hang", "profile-service");
        MachineBoot.Complete(Machine, fleet.Now);
        Ailments.Of(fleet, Machine).ShouldBeNull();
    }

    [Theory]
    [InlineData("session-capacity", "made-up")]
    [InlineData("session-capacity", "agent")]
    [InlineData("logon-hang", "")]
    [InlineData("fslogix", "made-up")]
    [InlineData("resource-cpu", "")]
    [InlineData("resource-disk", "made-up")]
    [InlineData("graphics", "made-up")]
    public void A_way_that_nobody_knows_is_refused(string failure, string variant) => Should.Throw<ArgumentException>(() => Break(failure, variant));
}
