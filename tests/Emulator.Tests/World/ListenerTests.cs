using System.Text.Json;
using RdpMedic.Emulator.Tests.Bus;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Scripts;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.Tests.World;

/// <summary>The service, its listener, its port, the firewall and the adapter: how each breaks, what is seen of it, and what the scripts do about it.</summary>
public sealed class ListenerTests : IDisposable
{
    private const string Service = "Failures/TermServiceDown/Repair.ps1";

    private const string Firewall = "Failures/GuestFirewall/Repair.ps1";

    private readonly CertificateFactory certificates = new();
    private readonly ManualClock clock = new();
    private readonly Fleet fleet;
    private readonly ScriptEngine engine;

    public ListenerTests()
    {
        fleet = new FleetBuilder(certificates.Make, 64).Build(8, 1, clock);
        engine = new ScriptEngine(fleet);
    }

    private Machine Machine => fleet.Machines["vm-01"];

    private Guest Guest => Machine.Guest;

    public void Dispose() => certificates.Dispose();

    private void Break(string failure, string variant, string host = "vm-01") => new Break(fleet, certificates.Make).Host(host, failure, variant);

    private JsonElement Run(string file, params (string Name, string Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "src/Healing", file));
        var given = parameters.Append(("Nonce", "n")).ToDictionary(one => one.Item1, one => one.Item2, StringComparer.Ordinal);
        return JsonDocument.Parse(engine.Run(Machine, new ScriptCall(text, given, new Dictionary<string, string>(StringComparer.Ordinal), 300)).Output).RootElement;
    }

    private static string State(JsonElement capture) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(capture.GetProperty("before")));

    private static bool Ok(JsonElement answer) => answer.GetProperty("ok").GetBoolean();

    [Theory]
    [InlineData("rdp-disabled", "local", Knock.Refused)]
    [InlineData("rdp-disabled", "policy", Knock.Refused)]
    [InlineData("listener-missing", "off", Knock.Refused)]
    [InlineData("listener-missing", "one-adapter", Knock.Refused)]
    [InlineData("listener-missing", "no-logons", Knock.Served)]
    [InlineData("port-changed", "taken", Knock.Refused)]
    [InlineData("port-changed", "waits", Knock.Served)]
    [InlineData("port-conflict", "nginx", Knock.OtherProgram)]
    [InlineData("drain-mode", "guest", Knock.Served)]
    [InlineData("guest-firewall", "rule-off", Knock.Dropped)]
    [InlineData("guest-firewall", "other-profile", Knock.Dropped)]
    [InlineData("guest-firewall", "block-all", Knock.Dropped)]
    [InlineData("guest-firewall", "block-rule", Knock.Dropped)]
    [InlineData("guest-nic", "disabled", Knock.Dropped)]
    [InlineData("guest-nic", "static", Knock.Dropped)]
    [InlineData("rdp-exposed", "firewall-off", Knock.Served)]
    [InlineData("termservice-down", "ended", Knock.Refused)]
    [InlineData("termservice-down", "wrong-account", Knock.Refused)]
    public void What_is_met_at_the_door_follows_from_what_broke(string failure, string variant, Knock met)
    {
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Served);
        Break(failure, variant);
        Doorway.Of(fleet, Machine).ShouldBe(met);
    }

    [Fact]
    public void What_keeps_people_out_is_known_to_the_judge_and_what_does_not_is_no_ailment()
    {
        foreach (var (failure, variant) in new[] { ("listener-missing", "no-logons"), ("port-changed", "taken"), ("port-conflict", "nginx"), ("drain-mode", "guest"), ("guest-firewall", "rule-off"), ("guest-nic", "disabled") })
        {
            var other = new FleetBuilder(certificates.Make, 64).Build(8, 1, clock);
            Ailments.Of(other, other.Machines["vm-01"]).ShouldBeNull();
            new Break(other, certificates.Make).Host("vm-01", failure, variant);
            Ailments.Of(other, other.Machines["vm-01"]).ShouldNotBeNull(failure);
        }

        Break("port-changed", "waits");
        Break("rdp-exposed", "firewall-off");
        Ailments.Of(fleet, Machine).ShouldBeNull();
    }

    [Fact]
    public void An_unknown_way_to_break_is_refused() => Should.Throw<ArgumentException>(() => Break("guest-firewall", "no such way"));

    [Fact]
    public void A_wrong_account_is_no_cure_of_a_start_and_is_given_back_only_with_its_password()
    {
        Break("termservice-down", "wrong-account");
        var capture = Run(Service, ("Phase", "Capture"));
        Ok(Run(Service, ("Phase", "Start"))).ShouldBeFalse();
        Ok(Run(Service, ("Phase", "Account"))).ShouldBeTrue();
        (Guest.Listens, Guest.Services["TermService"].Account).ShouldBe((true, @"NT AUTHORITY\NetworkService"));
        var back = Run(Service, ("Phase", "Revert"), ("State", State(capture)));
        (Ok(back), back.GetProperty("error").GetString()!.Contains("password", StringComparison.Ordinal)).ShouldBe((false, true));
    }

    [Fact]
    public void A_service_that_does_not_stop_is_ended_by_its_process_and_gets_one_of_its_own_until_it_is_undone()
    {
        Break("termservice-down", "will-not-stop");
        var capture = Run(Service, ("Phase", "Capture"));
        Ok(Run(Service, ("Phase", "Restart"))).ShouldBeTrue();
        (Guest.Listens, Guest.Services["TermService"].OwnProcess).ShouldBe((true, true));
        Run(Service, ("Phase", "Revert"), ("State", State(capture)));
        Guest.Services["TermService"].OwnProcess.ShouldBeFalse();
    }

    [Fact]
    public void A_process_that_others_live_in_is_not_ended()
    {
        Break("termservice-down", "will-not-stop");
        Guest.Services["TermService"].SharesWith = "Dnscache";
        var answer = Run(Service, ("Phase", "Restart"));
        (Ok(answer), Guest.Listens).ShouldBe((false, false));
        answer.GetProperty("error").GetString()!.ShouldContain("Dnscache");
    }

    [Theory]
    [InlineData("rule-off", "enable-rule")]
    [InlineData("other-profile", "enable-rule")]
    [InlineData("block-all", "allow-inbound")]
    public void The_firewall_script_opens_what_it_is_for_and_goes_back(string variant, string change)
    {
        Break("guest-firewall", variant);
        var capture = Run(Firewall, ("Phase", "Capture"), ("Change", change));
        Ok(Run("Failures/GuestFirewall/Verify.ps1", ("Change", change))).ShouldBeFalse();
        Run(Firewall, ("Phase", "Apply"), ("Change", change)).GetProperty("changed").GetBoolean().ShouldBeTrue();
        Ok(Run("Failures/GuestFirewall/Verify.ps1", ("Change", change))).ShouldBeTrue();
        Guest.FirewallPasses(3389).ShouldBeTrue();
        Run(Firewall, ("Phase", "Apply"), ("Change", change)).GetProperty("changed").GetBoolean().ShouldBeFalse();
        Run(Firewall, ("Phase", "Revert"), ("Change", change), ("State", State(capture)));
        Guest.FirewallPasses(3389).ShouldBeFalse();
    }

    [Fact]
    public void The_firewall_script_refuses_what_a_policy_owns_and_never_switches_a_profile_off()
    {
        Break("guest-firewall", "policy");
        Ok(Run(Firewall, ("Phase", "Apply"), ("Change", "enable-rule"))).ShouldBeFalse();
        Guest.Owners.Clear();
        Break("rdp-exposed", "firewall-off");
        var capture = Run(Firewall, ("Phase", "Capture"), ("Change", "profile-on"));
        Ok(Run(Firewall, ("Phase", "Apply"), ("Change", "profile-on"))).ShouldBeTrue();
        Ok(Run(Firewall, ("Phase", "Revert"), ("Change", "profile-on"), ("State", State(capture)))).ShouldBeFalse();
        Guest.FirewallProfilesOff.ShouldBeEmpty();
    }

    [Fact]
    public void A_port_and_an_adapter_count_from_the_next_start_of_the_service()
    {
        Break("port-changed", "taken");
        Break("listener-missing", "one-adapter");
        Run("Repairs/Registry/Repair.ps1", ("Phase", "Apply"), ("Change", "restore-port"), ("Value", "3389"));
        Run("Repairs/Registry/Repair.ps1", ("Phase", "Apply"), ("Change", "all-adapters"));
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Refused);
        Run(Service, ("Phase", "Restart"));
        Doorway.Of(fleet, Machine).ShouldBe(Knock.Served);
    }

    [Fact]
    public void A_boot_ends_a_drain_that_lasts_until_then_and_no_other()
    {
        Break("drain-mode", "until-restart");
        Break("drain-mode", "guest", "vm-02");
        MachineBoot.Complete(Machine, clock.GetUtcNow());
        MachineBoot.Complete(fleet.Machines["vm-02"], clock.GetUtcNow());
        (Guest.TakesLogons, fleet.Machines["vm-02"].Guest.TakesLogons).ShouldBe((true, false));
    }

    [Fact]
    public void Nothing_is_heard_of_a_guest_without_network()
    {
        var rows = new List<string>();
        var events = new GuestEvents(fleet, new RowWriter(fleet, (table, _, _, columns) => rows.Add($"{columns["Computer"]} {columns["EventID"]}"), new Random(1)));
        events.Advance();
        Break("guest-nic", "disabled");
        Break("termservice-down", "ended");
        events.Advance();
        rows.ShouldBeEmpty();
        Machine.AgentHeard.ShouldBeFalse();
    }

    [Theory]
    [InlineData("rdp-disabled", "local", "259")]
    [InlineData("listener-missing", "off", "259")]
    [InlineData("termservice-down", "wrong-account", "7038")]
    [InlineData("termservice-down", "access-denied", "7000")]
    [InlineData("termservice-down", "will-not-stop", "7011")]
    public void The_guest_complains_of_what_broke(string failure, string variant, string id)
    {
        var rows = new List<string>();
        var events = new GuestEvents(fleet, new RowWriter(fleet, (_, _, _, columns) => rows.Add($"{columns["Computer"]} {columns["EventID"]}"), new Random(1)));
        events.Advance();
        rows.ShouldBeEmpty();
        Break(failure, variant);
        events.Advance();
        rows.Contains($"vm-01.corp.example {id}", StringComparer.Ordinal).ShouldBeTrue(string.Join(", ", rows));
    }

    [Fact]
    public void A_listener_that_comes_back_says_so()
    {
        var rows = new List<object?>();
        var events = new GuestEvents(fleet, new RowWriter(fleet, (_, _, _, columns) => rows.Add(columns["EventID"]), new Random(1)));
        events.Advance();
        Break("rdp-disabled", "local");
        events.Advance();
        Guest.DenyLocal = 0;
        events.Advance();
        rows.ShouldBe([259, 258]);
    }

    [Fact]
    public void The_collector_tells_who_holds_the_port_and_what_waits()
    {
        Break("port-conflict", "nginx");
        var listener = Run("Evidence/Collect.ps1").GetProperty("listener");
        (listener.GetProperty("owner").GetString(), listener.GetProperty("listening").GetBoolean()).ShouldBe(("nginx", true));
        Guest.PortOwner = null;
        Break("port-changed", "waits");
        listener = Run("Evidence/Collect.ps1").GetProperty("listener");
        (listener.GetProperty("port").GetInt32(), listener.GetProperty("listening").GetBoolean()).ShouldBe((3390, false));
        Break("guest-firewall", "other-profile");
        Run("Evidence/Collect.ps1").GetProperty("firewall").GetProperty("active")[0].GetString().ShouldBe("Public");
    }
}
