using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>What lies around a machine, read with the genuine SDKs over the emulator's wires: rules and routes in effect, IP flow verify, boot diagnostics, power, platform health.</summary>
[Collection(WireTests.Name)]
public sealed class OutsideTests(Stand stand)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Step Start = new() { Name = StepNames.StartMachine, Kind = StepKinds.Power, Risk = Risk.R1, NeedsApproval = true };

    private INetworkView Network => stand.Get<INetworkView>();

    private Machine Machine(string name) => stand.Fleet.Machines[name];

    private void Break(string host, string failure, string variant)
    {
        using var certificates = new CertificateFactory();
        lock (stand.Fleet.Gate) new Break(stand.Fleet, certificates.Make).Host(host, failure, variant);
    }

    [Fact]
    public async Task The_rules_in_effect_name_who_denies_and_where()
    {
        var host = await stand.HostAsync("vm-04");
        var group = stand.Fleet.SecurityGroups[Machine("vm-04").SecurityGroup!];
        var listed = group.Rules["allow-rdp-inside"];
        (await Network.EffectiveAsync(host, Token)).Value!.Decide("Inbound", "10.1.2.3", 3389).Allowed.ShouldBeTrue();
        group.Rules.Remove("allow-rdp-inside");
        var denied = (await Network.EffectiveAsync(host, Token)).Value!.Decide("Inbound", "10.1.2.3", 3389);
        (denied.Allowed, denied.RuleName, denied.GroupName, denied.Admin).ShouldBe((false, "deny-rest", group.Name, false));
        group.Rules["allow-rdp-inside"] = listed;
    }

    [Fact]
    public async Task IP_flow_verify_is_asked_of_the_Network_Watcher_of_the_machines_region()
    {
        var host = await stand.HostAsync("vm-04");
        (await Network.VerifyAsync(host, "10.1.2.3", Token)).Value!.Allowed.ShouldBeTrue();
        stand.Trace.OfType<Emulator.Wire.HttpTrace>().ShouldContain(line => line.Url.Contains("/networkWatchers/NetworkWatcher_", StringComparison.OrdinalIgnoreCase) && line.Url.Contains("/ipFlowVerify", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_admin_rule_is_told_from_a_rule_of_a_group_and_wins_over_it()
    {
        var host = await stand.HostAsync("vm-04");
        Break("vm-04", "admin-rule-deny", "deny");
        var denied = (await Network.EffectiveAsync(host, Token)).Value!.Decide("Inbound", "10.1.2.3", 3389);
        (denied.Allowed, denied.Admin, denied.RuleName, denied.GroupName).ShouldBe((false, true, "deny-rdp-everywhere", "nm-corp"));
        (await Network.VerifyAsync(host, "10.1.2.3", Token)).Value!.ShouldSatisfyAllConditions(verdict => verdict.Allowed.ShouldBeFalse(), verdict => verdict.RuleName.ShouldBe("deny-rdp-everywhere"));
        stand.Fleet.AdminRules.Clear();
    }

    [Fact]
    public async Task A_session_hosts_rules_and_routes_tell_what_stops_it()
    {
        var host = await stand.HostAsync("avd-03");
        var free = (await Network.EffectiveAsync(host, Token)).Value!;
        (free.Decide("Outbound", "WindowsVirtualDesktop", 443).Allowed, free.Default!.NextHop).ShouldBe((true, "Internet"));
        Break("avd-03", "avd-outbound-blocked", "route");
        var stopped = (await Network.EffectiveAsync(host, Token)).Value!;
        (stopped.Default!.Name, stopped.Default.NextHop).ShouldBe(("rt-avd", "None"));
        Machine("avd-03").RouteTable = null;
        stand.Fleet.RouteTables.Clear();
    }

    [Fact]
    public async Task The_closer_look_asks_only_about_a_host_that_is_not_reached()
    {
        var look = stand.Get<CloserLook>();
        var host = await stand.HostAsync("vm-04");
        var now = stand.Clock.GetUtcNow();
        var seen = new HostEvidence
        {
            Host = host.Id,
            At = now,
            Machine = await stand.Get<IMachines>().ReadAsync(host, Token),
            Probe = Reading<ProbeFacts>.Of(new ProbeFacts(ProbeOutcome.Answered, null, "AA", null, now, true), "probe", Vantage.Probe, now),
            Network = Reading<NetworkFacts>.Of(new NetworkFacts([], null, null), "rules", Vantage.ControlPlane, now),
            LoadBalancing = Reading<LoadBalancing>.Missing("x", "x", Vantage.ControlPlane, now),
            SessionHost = Reading<SessionHostFacts>.Missing("x", "x", Vantage.ControlPlane, now),
            Certificate = Reading<CertificateFacts>.Missing("x", "x", Vantage.Vault, now),
            Changes = Reading<Changes>.Missing("x", "x", Vantage.Logs, now),
            Guest = Reading<GuestFacts>.Missing("x", "x", Vantage.Guest, now),
        };
        (await look.AddAsync(host, seen, Token)).Path.Value.ShouldBeNull();
        var dropped = seen with { Probe = seen.Probe with { Value = seen.Probe.Value! with { Outcome = ProbeOutcome.Timeout } } };
        var closer = await look.AddAsync(host, dropped, Token);
        (closer.Path.Value!.Verified!.Allowed, closer.Network.Value!.FlowAllowed).ShouldBe((true, true));
        // The agent is heard, so Windows is up and nobody looks at its boot.
        closer.Boot.Value.ShouldBeNull();
    }

    [Fact]
    public async Task The_serial_log_is_read_with_its_signature_alone_and_only_its_marks_come_back()
    {
        var host = await stand.HostAsync("vm-05");
        (await stand.Get<IBootLog>().ReadAsync(host, Token)).Value!.ShouldSatisfyAllConditions(facts => facts.Enabled.ShouldBeTrue(), facts => facts.Marks.ShouldBeEmpty(), facts => facts.Screenshot.ShouldBeTrue());
        Break("vm-05", "boot-failure", "stop-error");
        (await stand.Get<IBootLog>().ReadAsync(host, Token)).Value!.Marks.ShouldBe(["Windows stopped with a stop error"]);
        Machine("vm-05").BootStuck = null;
    }

    [Fact]
    public async Task A_machine_that_is_off_is_started_once_and_looked_at_until_it_runs()
    {
        var host = await stand.HostAsync("vm-05");
        var machine = Machine("vm-05");
        Break("vm-05", "vm-not-running", "shut-down-inside");
        var repair = stand.Repair(StepKinds.Power);
        var capture = (await repair.PerformAsync(stand.Work(host, Start, StepPhase.Capture), Token)).ShouldBeOfType<StepOutcome.Done>();
        capture.State.ShouldContain("stopped");
        var started = (await repair.PerformAsync(stand.Work(host, Start, StepPhase.Apply, capture.State), Token)).ShouldBeOfType<StepOutcome.Started>();
        (await repair.LookAsync(stand.Work(host, Start, StepPhase.Apply, capture.State), started.Handle, Token)).ShouldBeOfType<StepOutcome.Started>();
        stand.Fleet.Activities.Count(activity => activity.Operation.EndsWith("/START/ACTION", StringComparison.Ordinal) && activity.ResourceId == machine.Id).ShouldBe(1);
        // The operation ends when somebody asks for it after its time; nobody awaits it here, so the world's own start counts.
        lock (stand.Fleet.Gate) Emulator.World.Control.MachineBoot.Complete(machine, stand.Fleet.Now);
        (await repair.LookAsync(stand.Work(host, Start, StepPhase.Apply, capture.State), started.Handle, Token)).ShouldBeOfType<StepOutcome.Done>();
        (await repair.PerformAsync(stand.Work(host, Start, StepPhase.Verify, capture.State), Token)).ShouldBeOfType<StepOutcome.Done>();
        (await repair.PerformAsync(stand.Work(host, Start, StepPhase.Revert, capture.State), Token)).ShouldBeOfType<StepOutcome.Failed>();
        machine.Power.ShouldBe(Power.Running);
    }

    [Fact]
    public async Task A_rehearsed_start_starts_nothing_and_names_its_permission()
    {
        var host = await stand.HostAsync("vm-05");
        Break("vm-05", "vm-not-running", "shut-down-inside");
        var plan = new Plan { Failure = new FailureId("vm-not-running"), ForPerson = "x", Rungs = [new Rung([Start], "start it")] };
        var step = (await stand.Get<IRehearsal>().RehearseAsync(host, plan, CaseId.For(host.Id, 7), Token)).ShouldHaveSingleItem();
        var call = step.Calls.ShouldHaveSingleItem();
        (call.Method, call.Permission).ShouldBe(("POST", "Microsoft.Compute/virtualMachines/start/action"));
        Machine("vm-05").Power.ShouldBe(Power.Stopped);
        lock (stand.Fleet.Gate) Emulator.World.Control.MachineBoot.Complete(Machine("vm-05"), stand.Fleet.Now);
    }

    [Fact]
    public async Task A_machine_that_was_shut_down_inside_is_told_from_one_that_was_deallocated()
    {
        Break("vm-05", "vm-not-running", "shut-down-inside");
        stand.Pass(TimeSpan.FromMinutes(3));
        (await stand.HostAsync("vm-05")).ShouldSatisfyAllConditions(host => host.Stopped.ShouldBeTrue(), host => host.Running.ShouldBe(false), host => host.InterfaceId.ShouldBe(Machine("vm-05").InterfaceId.ToLowerInvariant()));
        lock (stand.Fleet.Gate) Machine("vm-05").Power = Power.Deallocated;
        stand.Pass(TimeSpan.FromMinutes(3));
        (await stand.HostAsync("vm-05")).Stopped.ShouldBeFalse();
        lock (stand.Fleet.Gate) Emulator.World.Control.MachineBoot.Complete(Machine("vm-05"), stand.Fleet.Now);
        stand.Pass(TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData("platform-maintenance", true)]
    [InlineData("service-incident", false)]
    public async Task Maintenance_of_the_platform_is_told_from_an_incident(string failure, bool planned)
    {
        var host = await stand.HostAsync("vm-05");
        Break("vm-05", failure, "host");
        stand.Pass(TimeSpan.FromMinutes(2));
        var health = (await stand.Get<IPlatformHealth>().ReadAsync(host, Token)).Value!;
        (health.Planned, health.Incident is not null).ShouldBe((planned, true));
        (Machine("vm-05").PlatformIncident, Machine("vm-05").PlatformPlanned) = (null, false);
        stand.Pass(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task The_ports_of_a_NAT_rule_are_put_back_in_the_version_that_was_read_and_its_machine_stays()
    {
        var host = await stand.HostAsync("vm-04");
        var balancer = stand.Fleet.LoadBalancers["lb-app-1"];
        var listed = new DesiredNatRule { LoadBalancer = balancer.Id, Name = "rdp-vm-04", Host = "vm-04", FrontendPort = 50004 };
        balancer.NatRules["rdp-vm-04"] = new NatRule("rdp-vm-04", 50004, 3390, "vm-04");
        var step = new Step { Name = StepNames.RestoreNatRule, Kind = StepKinds.NatRule, Risk = Risk.R1, ListedState = true, Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(listed) } };
        var repair = stand.Repair(StepKinds.NatRule);
        var rehearsed = (await stand.Get<IRehearsal>().RehearseAsync(host, new Plan { Failure = new FailureId("lb-misconfig"), ForPerson = "x", Rungs = [new Rung([step], "back")] }, CaseId.For(host.Id, 8), Token)).ShouldHaveSingleItem();
        (rehearsed.Calls.ShouldHaveSingleItem().Permission, rehearsed.Calls[0].Condition, balancer.NatRules["rdp-vm-04"].BackendPort).ShouldBe(("Microsoft.Network/loadBalancers/inboundNatRules/write", "If-Match: W/\"0\"", 3390));
        var capture = (await repair.PerformAsync(stand.Work(host, step, StepPhase.Capture), Token)).ShouldBeOfType<StepOutcome.Done>();
        (await repair.PerformAsync(stand.Work(host, step, StepPhase.Apply, capture.State), Token)).ShouldBeOfType<StepOutcome.Done>().Changed.ShouldBeTrue();
        balancer.NatRules["rdp-vm-04"].ShouldSatisfyAllConditions(rule => rule.BackendPort.ShouldBe(3389), rule => rule.Machine.ShouldBe("vm-04"));
        (await repair.PerformAsync(stand.Work(host, step, StepPhase.Verify, capture.State), Token)).ShouldBeOfType<StepOutcome.Done>();
        // Written by somebody since: it is his now.
        var ours = balancer.NatRules["rdp-vm-04"];
        balancer.NatRules["rdp-vm-04"] = ours with { BackendPort = 3391, ETag = stand.Fleet.NextETag() };
        (await repair.PerformAsync(stand.Work(host, step, StepPhase.Revert, capture.State), Token)).ShouldBeOfType<StepOutcome.Done>().Changed.ShouldBeFalse();
        (await repair.PerformAsync(stand.Work(host, step, StepPhase.Apply, capture.State), Token)).ShouldBeOfType<StepOutcome.Failed>().Reason.ShouldContain("meantime");
        balancer.NatRules["rdp-vm-04"] = ours;
        (await repair.PerformAsync(stand.Work(host, step, StepPhase.Revert, capture.State), Token)).ShouldBeOfType<StepOutcome.Done>();
        balancer.NatRules["rdp-vm-04"].BackendPort.ShouldBe(3390);
        balancer.NatRules.Clear();
    }

    [Fact]
    public async Task Inbound_NAT_rules_tell_their_ports_and_the_interface_that_they_lead_to()
    {
        var balancer = stand.Fleet.LoadBalancers["lb-app-1"];
        balancer.NatRules["rdp-vm-04"] = new NatRule("rdp-vm-04", 50004, 3390, "vm-04");
        balancer.NatRules["spare"] = new NatRule("spare", 50005, 3389, null);
        var rules = (await stand.Get<IBackendPools>().NatRulesAsync(balancer.Id, Token)).Value!;
        rules.Single(rule => rule.Name == "rdp-vm-04").ShouldBe(new NatState("rdp-vm-04", 50004, 3390, Machine("vm-04").InterfaceId.ToLowerInvariant()));
        rules.Single(rule => rule.Name == "spare").Interface.ShouldBeNull();
        balancer.NatRules.Clear();
    }
}
