using System.Text.Json;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>The AVD agent, its registration and its stack: how each breaks, what the service and the logs show of it, and what the scripts do about it.</summary>
public sealed class AvdWorldTests : IDisposable
{
    private const string Name = "avd-01";

    private const string Registration = "Failures/AvdRegistration/Repair.ps1";

    private readonly CertificateFactory certificates = new();
    private readonly ManualClock clock = new();
    private readonly Fleet fleet;
    private readonly ScriptEngine engine;
    private readonly List<(string Table, IReadOnlyDictionary<string, object?> Columns)> written = [];
    private readonly DesktopUsers desktops;
    private readonly GuestEvents events;

    public AvdWorldTests()
    {
        fleet = new FleetBuilder(certificates.Make, 64).Build(8, 1, clock);
        engine = new ScriptEngine(fleet);
        var rows = new RowWriter(fleet, (table, _, _, columns) => written.Add((table, columns)), new Random(1));
        desktops = new DesktopUsers(fleet, rows, new Random(1)) { IsQuiet = true };
        events = new GuestEvents(fleet, rows);
    }

    private Machine Machine => fleet.Machines[Name];

    private HostPool Pool => fleet.HostPools.Values.First(pool => pool.Hosts.ContainsKey(Name));

    private SessionHost Host => Pool.Hosts[Name];

    private string Status => SessionHostHealth.StatusOf(Machine, Host, fleet.Now);

    public void Dispose() => certificates.Dispose();

    private void Break(string failure, string variant) => new Break(fleet, certificates.Make).Host(Name, failure, variant);

    private void Pass(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            desktops.Advance();
            events.Advance();
        }
    }

    private JsonElement Run(string file, string? token, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var given = parameters.Append(("Nonce", "n")).ToDictionary(one => one.Item1, one => one.Item2, StringComparer.Ordinal);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (token is not null) secrets["Token"] = token;
        return JsonDocument.Parse(engine.Run(Machine, new ScriptCall(text, given, secrets, 300)).Output).RootElement;
    }

    private static bool Ok(JsonElement answer) => answer.GetProperty("ok").GetBoolean();

    private IEnumerable<string> Said(string source) => written.Where(row => row.Table == "Event" && (string)row.Columns["Source"]! == source && ((string)row.Columns["Computer"]!).StartsWith(Name, StringComparison.Ordinal)).Select(row => (string)row.Columns["RenderedDescription"]!);

    [Theory]
    [InlineData("avd-agent-down", "stopped", "Unavailable")]
    [InlineData("avd-agent-down", "hangs", "Unavailable")]
    [InlineData("avd-agent-down", "missing", "Unavailable")]
    [InlineData("avd-agent-down", "upgrade-stuck", "Upgrading")]
    [InlineData("avd-registration", "expired", "Unavailable")]
    [InlineData("avd-sxs-listener", "off", "Unavailable")]
    [InlineData("avd-sxs-listener", "away", "Unavailable")]
    [InlineData("avd-sxs-listener", "damaged", "Unavailable")]
    [InlineData("avd-sxs-listener", "missing", "Unavailable")]
    [InlineData("proxy-dns", "dns", "Unavailable")]
    [InlineData("proxy-dns", "proxy", "Unavailable")]
    [InlineData("proxy-dns", "metadata", "NeedsAssistance")]
    public void What_the_service_reports_follows_from_what_broke(string failure, string variant, string status)
    {
        Pass(1);
        Status.ShouldBe("Available");
        Break(failure, variant);
        Pass(4);
        Status.ShouldBe(status);
        (Ailments.Of(fleet, Machine) is null).ShouldBe(status == "NeedsAssistance");
    }

    [Fact]
    public void The_service_writes_a_row_for_every_host_with_its_checks_by_number()
    {
        Break("avd-sxs-listener", "off");
        Pass(6);
        var row = written.Last(row => row.Table == "WVDAgentHealthStatus" && (string)row.Columns["SessionHostName"]! == Host.Name).Columns;
        row["Status"].ShouldBe("Unavailable");
        row["SessionHostResourceId"].ShouldBe(Machine.Id);
        var check = JsonDocument.Parse(row["SessionHostHealthCheckResult"]!.ToString()!).RootElement.EnumerateArray().Single(check => check.GetProperty("AdditionalFailureDetails").GetProperty("ErrorCode").GetInt64() != 0);
        check.GetProperty("HealthCheckName").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void The_status_has_a_time_and_it_is_that_of_its_change()
    {
        Pass(2);
        var before = Host.StatusSince;
        Break("avd-agent-down", "upgrade-stuck");
        Pass(30);
        (fleet.Now - Host.StatusSince).ShouldBeInRange(TimeSpan.FromMinutes(28), TimeSpan.FromMinutes(30));
        Host.StatusSince.ShouldBeGreaterThan(before);
    }

    [Theory]
    [InlineData("avd-registration", "expired", "EXPIRED_REGISTRATION_TOKEN")]
    [InlineData("avd-registration", "invalid", "INVALID_REGISTRATION_TOKEN")]
    [InlineData("avd-registration", "name-taken", "NAME_ALREADY_REGISTERED")]
    [InlineData("proxy-dns", "proxy", "INVALID_FORM")]
    [InlineData("proxy-dns", "dns", "INVALID_FORM")]
    public void The_agent_complains_in_its_log_and_the_collector_finds_the_newest(string failure, string variant, string symbol)
    {
        Break(failure, variant);
        Pass(1);
        Said("WVD-Agent").ShouldContain(text => text.Contains(symbol, StringComparison.Ordinal));
        Machine.Guest.Agent!.EventText.ShouldBe(symbol);
    }

    [Fact]
    public void A_stopped_agent_complains_of_nothing_and_the_service_control_manager_says_that_it_stopped()
    {
        Pass(1);
        Break("avd-registration", "expired");
        Break("avd-agent-down", "stopped");
        Pass(2);
        Said("WVD-Agent").ShouldBeEmpty();
        Said("Service Control Manager").ShouldContain(text => text.Contains("Remote Desktop Agent Loader", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listener_that_was_switched_on_again_comes_with_the_next_start_of_the_service()
    {
        Break("avd-sxs-listener", "off");
        Machine.Guest.SxsListens.ShouldBeFalse();
        Machine.Guest.Agent!.SxsEnabled = 1;
        Machine.Guest.SxsListens.ShouldBeFalse();
        Machine.Guest.TermServiceStarts();
        Machine.Guest.SxsListens.ShouldBeTrue();
    }

    [Fact]
    public void A_damaged_stack_comes_with_no_start_and_no_boot()
    {
        Break("avd-sxs-listener", "damaged");
        MachineBoot.Complete(Machine, fleet.Now);
        Machine.Guest.SxsListens.ShouldBeFalse();
    }

    [Fact]
    public void The_registration_script_takes_the_token_of_its_own_pool_and_as_a_protected_parameter_only()
    {
        Break("avd-registration", "expired");
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("a.good.token", fleet.Now.AddHours(1));
        var state = Captured();
        Ok(Run(Registration, null, ("Phase", "Register"), ("Token", "a.good.token"), state)).ShouldBeFalse();
        var before = Machine.Guest.Agent!.TokenPresent;
        var refused = Run(Registration, "another.pools.token", ("Phase", "Register"), state);
        (Ok(refused), refused.GetProperty("changed").GetBoolean(), Machine.Guest.Agent.TokenPresent).ShouldBe((false, false, before));
        var answer = Run(Registration, "a.good.token", ("Phase", "Register"), state);
        Ok(answer).ShouldBeTrue();
        answer.GetRawText().ShouldNotContain("a.good.token");
        (Machine.Guest.Agent.Registered, Machine.Guest.Agent.TokenPresent).ShouldBe((true, false));
        Ok(Run("Failures/AvdRegistration/Verify.ps1", null)).ShouldBeTrue();
    }

    [Fact]
    public void A_token_that_has_ended_registers_nobody()
    {
        Break("avd-registration", "expired");
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("a.good.token", fleet.Now.AddMinutes(-1));
        Ok(Run(Registration, "a.good.token", ("Phase", "Register"), Captured())).ShouldBeFalse();
    }

    /// <summary>What Capture printed, as the product hands it back.</summary>
    private (string Name, string Value) Captured() => ("State", Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(Run(Registration, null, ("Phase", "Capture")).GetProperty("before"))));

    [Fact]
    public void A_registration_that_fails_leaves_everything_as_it_was()
    {
        Break("avd-registration", "name-taken");
        Break("avd-agent-down", "disabled");
        var (state, before) = (Captured(), Machine.Guest.Agent!.TokenPresent);
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("a.good.token", fleet.Now.AddHours(1));
        var failed = Run(Registration, "a.good.token", ("Phase", "Register"), state);
        (Ok(failed), failed.GetProperty("changed").GetBoolean()).ShouldBe((false, false));
        (Machine.Guest.Agent.TokenPresent, Machine.Guest.Services["RDAgentBootLoader"].Start).ShouldBe((before, "Disabled"));
    }

    [Fact]
    public void Who_is_at_work_on_the_registration_is_not_disturbed()
    {
        Break("avd-registration", "expired");
        Machine.Guest.Agent!.TokenPresent = false;
        var state = Captured();
        (Pool.RegistrationToken, Pool.RegistrationEnds) = ("a.good.token", fleet.Now.AddHours(1));
        Machine.Guest.Agent.TokenPresent = true;
        Run(Registration, "a.good.token", ("Phase", "Register"), state).GetProperty("error").GetString()!.ShouldContain("somebody put a token there");
        (Machine.Guest.Agent.TokenPresent, Machine.Guest.Agent.Registered) = (false, true);
        var meanwhile = Run(Registration, "a.good.token", ("Phase", "Register"), state);
        (Ok(meanwhile), meanwhile.GetProperty("changed").GetBoolean(), Machine.Guest.Agent.Registered).ShouldBe((true, false, true));
        Machine.Guest.Agent.Registered = false;
        Machine.Guest.Services["RDAgentBootLoader"].Start = "Disabled";
        Run(Registration, "a.good.token", ("Phase", "Register"), state).GetProperty("error").GetString()!.ShouldContain("start mode");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Going_back_after_a_run_that_was_cut_off_empties_our_token_and_nobody_elses(bool ours, bool left)
    {
        Break("avd-registration", "expired");
        var state = Captured();
        (Machine.Guest.Agent!.TokenPresent, Machine.Guest.Agent.TokenMarked) = (true, ours);
        Ok(Run(Registration, null, ("Phase", "Revert"), state)).ShouldBeTrue();
        Machine.Guest.Agent.TokenPresent.ShouldBe(left);
    }

    [Fact]
    public void A_pool_to_which_nobody_is_assigned_turns_people_away_before_any_host_is_picked()
    {
        Break("avd-user-authorization", "unassigned");
        desktops.IsQuiet = false;
        Pass(10);
        fleet.HostPools[Pool.Name].Hosts.Keys.SelectMany(name => fleet.Machines[name].Guest.Sessions).ShouldBeEmpty();
        written.ShouldContain(row => row.Table == "WVDErrors" && (string)row.Columns["CodeSymbolic"]! == "ConnectionFailedUserNotAuthorized");
        Ailments.Of(fleet, Machine).ShouldBe("nobody is assigned to its pool");
    }

    [Fact]
    public void Nobody_breaks_in_a_way_that_is_not_known()
    {
        foreach (var failure in new[] { "avd-agent-down", "avd-registration", "avd-sxs-listener", "avd-user-authorization", "proxy-dns" }) Should.Throw<ArgumentException>(() => Break(failure, "by-magic"));
    }
}
