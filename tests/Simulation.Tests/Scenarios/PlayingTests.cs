using RdpMedic.Healing.Cases;
using RdpMedic.Simulation.Mutants;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Judging;
using RdpMedic.Simulation.Scenarios.Playing;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>How scenarios are played and judged; what the product does in them is judged by the scenarios themselves.</summary>
public sealed class PlayingTests
{
    private const string Stopped = "name: a\nhosts: {vm-1: , vm-2: }\nfaults: [{at: 10m, on: vm-1, break: termservice-down/stopped}]\nrun: 40m\n";

    private static ScenarioResult Run(string text, Parts? parts = null) => ScenarioRunner.Run(ScenarioFile.Read("s.yaml", text), parts ?? new Parts());

    private static Expectation Failed(string text) => Run(text).Expectations.Where(one => !one.Ok).ShouldHaveSingleItem();

    [Theory]
    [InlineData("hosts: {vm-1: {outcome: escalated}}", "vm-1: outcome", "escalated", "healed (RDP answered")]
    [InlineData("hosts: {vm-1: {diagnosis: nsg-deny}}", "vm-1: diagnosis", "nsg-deny", "termservice-down")]
    [InlineData("hosts: {vm-1: {steps: []}}", "vm-1: steps", "none", "start-termservice")]
    [InlineData("hosts: {vm-1: {never: R1}}", "vm-1: never R1", "none", "start-termservice")]
    [InlineData("hosts: {vm-1: {never: script}}", "vm-1: never script", "none", "start-termservice")]
    [InlineData("hosts: {vm-1: {within: 1m}}", "vm-1: within", "1m", "m")]
    [InlineData("hosts: {vm-1: {cases: 2}}", "vm-1: cases", "2", "1")]
    [InlineData("hosts: {vm-1: {approvals: 1}}", "vm-1: approvals", "1", "0")]
    [InlineData("hosts: {vm-1: {heldBy: Paused}}", "vm-1: held by", "Paused", "no gate")]
    [InlineData("hosts: {vm-1: {says: moon}}", "vm-1: says", "moon", "RDP answered")]
    [InlineData("hosts: {vm-1: {contributing: nsg-deny}}", "vm-1: contributing", "nsg-deny", "none")]
    [InlineData("hosts: {vm-1: {notCollected: guest}}", "vm-1: not collected", "guest", "")]
    [InlineData("hosts: {vm-1: {case: 2, outcome: healed}}", "vm-1: case 2", "one", "there are 1")]
    [InlineData("hosts: {vm-2: {outcome: healed}}", "vm-2: case", "one", "none")]
    [InlineData("hosts: {vm-1: {final: {well: false}}}", "vm-1: final well", "false", "true")]
    [InlineData("hosts: {vm-1: {final: {guest: {services: {TermService: {state: Stopped}}}}}}", "vm-1: final guest.services.TermService.state", "Stopped", "Running")]
    [InlineData("hosts: {vm-1: {final: {guest: {bound: {notAfter: \"> +900d\"}}}}}", "vm-1: final guest.bound.notAfter", "> +900d", "+120d")]
    [InlineData("hosts: {vm-1: {noCase: true}}", "vm-1: no case", "none", "healed")]
    [InlineData("noCase: true", "no case", "none", "vm-1 healed")]
    [InlineData("userMinutesLost: 0", "user minutes lost", "at most 0", ".")]
    [InlineData("maxActing: 0", "hosts of one pool acting at once", "at most 0", "1")]
    [InlineData("foreignChangesReverted: 3", "foreign changes reverted", "3", "0")]
    [InlineData("azureCalls: {runCommandsWrites: {max: 1}}", "calls: runCommandsWrites", "at most 1", "")]
    public void An_expectation_that_does_not_hold_is_named_with_what_was_expected_and_what_was(string expect, string what, string expected, string actual)
    {
        var failed = Failed($"{Stopped}expect: {{{expect}}}\n");
        failed.What.ShouldBe(what);
        failed.Expected.ShouldBe(expected);
        failed.Actual.ShouldContain(actual);
    }

    [Fact]
    public void A_drained_host_and_a_changed_rule_are_named_at_the_end()
    {
        var found = Run("name: a\npools: {hp: }\nnetworkSecurityGroups: {nsg: {rules: {rdp: {}}}}\nhosts: {avd-1: {pool: hp}, avd-2: {pool: hp}}\npeople: [{drain: avd-2}, {deleteRule: nsg/rdp}]\nrun: 5m\nexpect: {drainedAtEnd: avd-1, final: {networkSecurityGroups: {nsg: {rules: {rdp: {priority: 300}}}}}}\n").Expectations.Where(one => !one.Ok).ToList();
        found.Select(one => one.ToString()).ShouldBe(["drained at the end: expected avd-1, and it was avd-2", "nsg: final rules.rdp: expected there, and it was absent"]);
    }

    [Fact]
    public void A_broken_promise_fails_every_scenario_that_meets_it()
    {
        var mutant = Zoo.All.Single(mutant => mutant.Name == "no-capture");
        Run($"{Stopped}expect: {{}}\n", mutant.Make()).Expectations.ShouldContain(one => !one.Ok && one.What == "promises S1 to S16" && one.Actual.Contains("S3", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_scenario_tells_the_same_story()
    {
        var file = ScenarioFile.Read("s.yaml", $"{Stopped}traffic: {{visitors: true}}\ndeliver: {{duplicate: 0.5, reorder: 0.5}}\nexpect: {{}}\n");
        var (one, other) = (VirtualRun.Play(file, new Parts(), keepTrace: true), VirtualRun.Play(file, new Parts(), keepTrace: true));
        other.Trace.ShouldBe(one.Trace);
        other.Hash.ShouldBe(one.Hash);
        VirtualRun.Play(ScenarioFile.Read("s.yaml", $"{Stopped}seed: 2\nexpect: {{}}\n"), new Parts()).Hash.ShouldNotBe(one.Hash, StringComparer.Ordinal);
    }

    [Fact]
    public void Repeating_delivers_everything_twice_and_expects_the_same()
    {
        var found = Run($"{Stopped}repeat: true\nexpect: {{hosts: {{vm-1: {{outcome: healed, steps: [start-termservice]}}}}}}\n").Expectations;
        found.ShouldAllBe(one => one.Ok);
        found.Select(one => one.What).ShouldContain("delivered twice: vm-1: outcome", StringComparer.Ordinal);
        found.Select(one => one.What).ShouldContain("delivered twice: vm-1 ends as before", StringComparer.Ordinal);
    }

    [Fact]
    public void A_fault_ends_when_it_is_said_to()
    {
        var outcome = VirtualRun.Play(ScenarioFile.Read("s.yaml", "name: a\nhosts: {vm-1: {guest: {services: {SessionEnv: {state: Running}}}}}\nfaults: [{at: 2m, until: 4m, on: vm-1, set: {guest: {port: 3390, services: {SessionEnv: {state: Stopped}}}}}]\nrun: 5m\nexpect: {}\n"), new Parts());
        var guest = outcome.World.Fleet.Machines["vm-1"].Guest;
        guest.Port.ShouldBe(3389);
        guest.Services["SessionEnv"].State.ShouldBe("Running");
    }

    [Theory]
    [InlineData("approve", "healed", 1)]
    [InlineData("reject", "cancelled", 0)]
    [InlineData("approveStale", "awaiting-approval", 0)]
    public void Somebody_decides_as_soon_as_there_is_something_to_decide(string verdict, string outcome, int approvals) =>
        Run($"{Stopped}settings: {{autonomy: Approve}}\npeople: [{{at: 1m, {verdict}: vm-1}}]\nexpect: {{hosts: {{vm-1: {{outcome: {outcome}, approvals: {approvals}}}}}}}\n").Expectations.Where(one => !one.Ok).Select(one => one.ToString()).ShouldBeEmpty();

    [Fact]
    public void A_request_opens_a_case_and_a_dry_run_changes_nothing() =>
        Run("name: a\nhosts: {vm-1: {neverReached: true, guest: {services: {TermService: {state: Stopped}}}}}\npeople: [{at: 1m, request: {host: vm-1, dryRun: true}}]\nrun: 20m\nexpect: {hosts: {vm-1: {diagnosis: termservice-down, outcome: observed, final: {well: false}}}}\n").Expectations.ShouldAllBe(one => one.Ok);

    [Fact]
    public void Autoscale_opens_what_a_person_drained_and_keeps_its_own_drains() =>
        Run("name: a\npools: {hp: }\nhosts: {\"avd-{n}\": {count: 3, pool: hp}}\nscalingPlans: {plan: {pool: hp, drains: avd-3}}\npeople: [{at: 7m, drain: avd-1}]\nrun: 30m\nexpect: {drainedAtEnd: avd-3}\n").Expectations.ShouldAllBe(one => one.Ok);

    [Fact]
    public void An_owner_writes_what_differs_and_his_values_are_known_when_they_are_changed_back()
    {
        var result = Run("name: a\nhosts: {vm-1: }\nowners: [{who: gpo, every: 5m, on: vm-1, set: {guest: {services: {TermService: {state: Stopped}}}}, until: 12m}]\nrun: 50m\nexpect: {foreignChangesReverted: 0}\n");
        result.Expectations.ShouldContain(one => !one.Ok && one.What == "foreign changes reverted" && one.Actual == "2");
    }

    [Fact]
    public void A_lock_refuses_the_repair()
    {
        var outcome = VirtualRun.Play(ScenarioFile.Read("s.yaml", "name: a\nnetworkSecurityGroups: {nsg: {listed: [rdp], rules: {rdp: {}}}}\nhosts: {vm-1: {securityGroup: nsg}}\nlocks: [{networkSecurityGroup: nsg}]\npeople: [{at: 5m, deleteRule: nsg/rdp}]\nrun: 2h\nexpect: {}\n"), new Parts());
        outcome.Cases.ShouldNotBeEmpty();
        outcome.Cases.ShouldAllBe(c => c.State != CaseState.Healed);
        outcome.World.Fleet.SecurityGroups["nsg"].Rules.ShouldBeEmpty();
    }

    [Fact]
    public void Rows_of_a_log_reach_the_product()
    {
        var outcome = VirtualRun.Play(ScenarioFile.Read("s.yaml", "name: a\nhosts: {vm-1: }\nlogs: [{at: 3m, every: 4m, until: 7m, on: vm-1, table: Event, with: {EventLog: System, Source: Service Control Manager, EventID: 7031, EventLevelName: Error, RenderedDescription: The Remote Desktop Services service terminated unexpectedly., ParameterXml: <Param>TermService</Param>}}]\nrun: 30m\nexpect: {}\n"), new Parts());
        outcome.Cases.ShouldNotBeEmpty();
        outcome.Cases.ShouldAllBe(c => c.State == CaseState.Suppressed && c.Signals.Any(signal => signal.Detector == "termservice-down"));
    }

    [Fact]
    public void People_who_cannot_work_lose_their_minutes()
    {
        var outcome = VirtualRun.Play(ScenarioFile.Read("s.yaml", "name: a\nsettings: {autonomy: Observe}\nhosts: {vm-1: {users: 3}}\nfaults: [{at: 10m, on: vm-1, break: termservice-down/stopped}]\nrun: 30m\nexpect: {}\n"), new Parts());
        outcome.UserMinutesLost!.Value.ShouldBe(60, tolerance: 2);
    }
}
