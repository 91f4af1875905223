using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Safety;

public sealed class GateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly Step Restart = new() { Name = StepNames.RestartTermService, Kind = StepKinds.Script, Risk = Risk.R2 };

    private static GateQuestion Ask(Step? step = null, Host? host = null, Policy? policy = null, Reading<SessionHostFacts>? avd = null, Reading<GuestFacts>? guest = null, int poolHosts = 10, int acting = 0, HostEvidence? evidence = null)
    {
        var seen = host ?? Some.Machine;
        var machine = new CaseMachine(FailureCatalogue.All, [], policy ?? new Policy());
        var c = machine.Open(seen.Id, seen.Name, null, 1, Now).Case with { Evidence = evidence ?? Some.Evidence(Now), HostSeen = seen, Plan = new Plan { Failure = new FailureId("termservice-down"), ForPerson = "x" } };
        var pool = new PoolFile { Slots = [.. Enumerable.Range(0, acting).Select(n => new Lease(new CaseId($"other-{n}"), n, Now, Now))] };
        var facts = new GateFacts(Now, null, seen, poolHosts, pool, Some.Of(new PoolCapacity(9, 10, 10), Now, Vantage.ControlPlane), null, avd ?? Reading<SessionHostFacts>.Missing("x", "AVD", Vantage.ControlPlane, Now), guest ?? Some.Of(Some.Guest(), Now), Some.Of(new PlatformHealth(null), Now, Vantage.ControlPlane), []);
        return new GateQuestion(c, step ?? Restart with { Risk = Risk.R1 }, facts, policy ?? new Policy(), Now);
    }

    private static Reading<SessionHostFacts> Avd(int active, int disconnected, int pending, bool open = false) =>
        Some.Of(new SessionHostFacts("Available", [], open, active, disconnected, pending, Now, null), Now, Vantage.ControlPlane);

    [Fact]
    public void A_quiet_enrolled_machine_passes_every_gate() =>
        Gates.All.Select(gate => gate.Judge(Ask())).ShouldAllBe(refusal => refusal == null);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    public void Active_disconnected_and_pending_sessions_all_close_the_gate_for_what_drops_sessions(int active, int disconnected, int pending) =>
        new Sessions().Judge(Ask(Restart, Some.SessionHost, avd: Avd(active, disconnected, pending)))!.Limit.ShouldBe("0 sessions");

    [Fact]
    public void Unknown_sessions_close_the_gate() => new Sessions().Judge(Ask(Restart, Some.SessionHost)).ShouldNotBeNull();

    [Fact]
    public void Zero_sessions_on_a_host_that_still_takes_new_ones_is_not_enough() =>
        new Sessions().Judge(Ask(Restart, Some.SessionHost, avd: Avd(0, 0, 0, open: true)))!.Limit.ShouldBe("drained");

    [Fact]
    public void Sessions_counted_ten_minutes_ago_are_unknown() =>
        new Sessions().Judge(Ask(Restart, guest: Some.Of(Some.Guest(), Now - TimeSpan.FromMinutes(10))))!.Value.ShouldBe("unknown");

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(3, 1, false)]
    [InlineData(10, 1, true)]
    [InlineData(10, 2, false)]
    [InlineData(1000, 2, false)]
    public void The_cap_is_the_lower_of_two_hosts_and_a_fifth_of_the_pool_and_at_least_one(int pool, int acting, bool open) =>
        (new BlastRadius().Judge(Ask(poolHosts: pool, acting: acting)) is null).ShouldBe(open);

    [Fact]
    public void A_host_that_started_five_minutes_ago_is_left_alone_and_the_refusal_says_until_when()
    {
        var evidence = Some.Evidence(Now) with { Machine = Some.Of(new MachineFacts("running", true, Now - TimeSpan.FromMinutes(5), "Succeeded"), Now, Vantage.ControlPlane) };
        new Settled().Judge(Ask(evidence: evidence))!.OpensAt.ShouldBe(Now + TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void A_session_host_whose_agent_is_being_upgraded_is_left_alone_until_the_upgrade_is_over_or_stuck()
    {
        var avd = new SessionHostFacts("Upgrading", [], true, 0, 0, 0, Now, null) { StatusSince = Now - TimeSpan.FromMinutes(10) };
        new Settled().Judge(Ask(host: Some.SessionHost, avd: Some.Of(avd, Now, Vantage.ControlPlane)))!.OpensAt.ShouldBe(Now + TimeSpan.FromMinutes(20));
        new Settled().Judge(Ask(host: Some.SessionHost, avd: Some.Of(avd with { StatusSince = Now - TimeSpan.FromMinutes(31) }, Now, Vantage.ControlPlane))).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_restarted_while_something_is_being_installed()
    {
        var evidence = Some.Evidence(Now) with { Guest = Some.Of(Some.Guest() with { Servicing = new GuestServicing(["msi"], null, null) }, Now) };
        new Settled().Judge(Ask(Restart, evidence: evidence))!.Value.ShouldBe("msi runs");
        new Settled().Judge(Ask(evidence: evidence)).ShouldBeNull();
    }

    [Fact]
    public void Evidence_of_six_minutes_ago_is_too_old() =>
        new FreshEvidence().Judge(Ask(evidence: Some.Evidence(Now - TimeSpan.FromMinutes(6)))).ShouldNotBeNull();

    [Fact]
    public void A_protected_host_is_never_touched() =>
        new Enrolled().Judge(Ask(host: Some.Machine with { Role = HostRole.Protected }))!.Final.ShouldBeTrue();

    [Fact]
    public void A_personal_host_is_never_drained() =>
        new Enrolled().Judge(Ask(new Step { Name = StepNames.DrainSessionHost, Kind = StepKinds.Drain, Risk = Risk.R1 }, Some.SessionHost with { Role = HostRole.Personal }))!.Final.ShouldBeTrue();

    [Theory]
    [InlineData("*")]
    [InlineData("Internet")]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/1")]
    [InlineData("::/0")]
    public void A_listed_rule_that_lets_in_everybody_is_refused(string source)
    {
        var rule = Some.Rule with { Sources = [source] };
        new SecurityRatchet().Judge(Ask(Restore(rule), policy: new Policy { Rules = [rule] }))!.Final.ShouldBeTrue();
    }

    [Fact]
    public void An_inbound_rule_is_refused_for_an_AVD_host() =>
        new SecurityRatchet().Judge(Ask(Restore(Some.Rule), Some.SessionHost, new Policy { Rules = [Some.Rule] }))!.Final.ShouldBeTrue();

    [Fact]
    public void A_rule_that_differs_from_the_listed_one_is_refused() =>
        new SecurityRatchet().Judge(Ask(Restore(Some.Rule with { Priority = 200 }), policy: new Policy { Rules = [Some.Rule] }))!.Final.ShouldBeTrue();

    [Fact]
    public void The_listed_rule_itself_is_allowed() =>
        new SecurityRatchet().Judge(Ask(Restore(Some.Rule), policy: new Policy { Rules = [Some.Rule] })).ShouldBeNull();

    [Fact]
    public void Only_the_step_that_starts_a_machine_is_for_one_that_does_not_run()
    {
        var off = Some.Evidence(Now) with { Machine = Some.Of(new MachineFacts("stopped", false, Now - TimeSpan.FromHours(1), "Succeeded"), Now, Vantage.ControlPlane) };
        new IntendedState().Judge(Ask(Restart, evidence: off)).ShouldNotBeNull();
        var start = new Step { Name = StepNames.StartMachine, Kind = StepKinds.Power, Risk = Risk.R1, NeedsApproval = true };
        new IntendedState().Judge(Ask(start, evidence: off)).ShouldBeNull();
        new AutonomyGate().Judge(Ask(start, evidence: off)).ShouldNotBeNull();
        // Whoever holds or drained it meant that too.
        new IntendedState().Judge(Ask(start, Some.Machine with { Hold = "isolated" }, evidence: off)).ShouldNotBeNull();
    }

    [Fact]
    public void A_listed_outbound_rule_is_allowed_for_an_AVD_host_unless_it_lets_out_to_everything()
    {
        var rule = Some.Rule with { Direction = "Outbound", Sources = ["VirtualNetwork"], Destinations = ["WindowsVirtualDesktop"], Ports = ["443"] };
        new SecurityRatchet().Judge(Ask(Restore(rule), Some.SessionHost, new Policy { Rules = [rule] })).ShouldBeNull();
        new SecurityRatchet().Judge(Ask(Restore(rule), Some.SessionHost)).ShouldNotBeNull();
        var open = rule with { Destinations = ["Internet"] };
        new SecurityRatchet().Judge(Ask(Restore(open), Some.SessionHost, new Policy { Rules = [open] }))!.Final.ShouldBeTrue();
    }

    [Fact]
    public void A_reboot_wants_an_approval() => new AutonomyGate().Judge(Ask(Restart with { Risk = Risk.R3 })).ShouldNotBeNull();

    private static Step Restore(DesiredRule rule) => new()
    {
        Name = StepNames.RestoreSecurityRule,
        Kind = StepKinds.SecurityRule,
        Risk = Risk.R1,
        ListedState = true,
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(rule) },
    };

    [Fact]
    public void What_somebody_meant_is_changed_back_only_with_approval_or_where_it_is_listed()
    {
        var asked = Ask();
        var meant = asked with { Case = asked.Case with { Plan = asked.Case.Plan! with { Intent = "dana@corp.example stopped it" } } };
        new AutonomyGate().Judge(meant)!.Value.ShouldBe("dana@corp.example stopped it: what somebody meant is not changed back without approval");
        new AutonomyGate().Judge(meant with { Step = meant.Step with { ListedState = true } }).ShouldBeNull();
    }

    [Fact]
    public void A_write_that_is_missing_from_evidence_older_than_itself_was_removed_by_nobody()
    {
        var seen = Now - TimeSpan.FromMinutes(2);
        var asked = Ask(evidence: Some.Evidence(seen));
        GateQuestion Wrote(DateTimeOffset at) => asked with { Facts = asked.Facts with { Stood = [new StandingWrite(asked.Step.Fingerprint, new CaseId("neighbour-1"), at)] } };
        Refusal?[] Judged(DateTimeOffset at) => [new FreshEvidence().Judge(Wrote(at)), new IntendedState().Judge(Wrote(at))];

        // The neighbour repaired what both stand behind, after this case had looked: it has to look again, and nobody is accused.
        Judged(seen + TimeSpan.FromMinutes(1)).ShouldBe([new Refusal(GateNames.FreshEvidence, "collected at 2026-03-03 02:58:00Z, and case neighbour-1 was through with restart-termservice at 2026-03-03 02:59:00Z", "collected 2 minutes after that", Now + TimeSpan.FromMinutes(1)), null]);
        // Two instances' clocks may differ by as much.
        Judged(seen - TimeSpan.FromMinutes(1))[1].ShouldBeNull();
        // Whoever looked later, and did not find it, knows that it was taken away.
        var later = Judged(seen - TimeSpan.FromMinutes(3));
        later[0].ShouldBeNull();
        later[1]!.Final.ShouldBeTrue();
    }
}
