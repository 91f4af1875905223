using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Just-in-time access that is closed is meant so: nothing is written, nobody is called, and what is wrong besides is still found.</summary>
public sealed class JustInTimeTests
{
    private const string Nsg = "nsg-deny";

    private const string Jit = "MicrosoftDefenderForCloud-JITRule_-1_ab";

    private static readonly CaseMachine Machine = new(FailureCatalogue.All, [], new Policy());

    private static DateTimeOffset Now => Verdicts.Now;

    private static RuleSnapshot Rule(int priority, string access, string source = "*", string destination = "*", string port = "3389", string protocol = "*", string direction = "Inbound") =>
        new() { Priority = priority, Access = access, Direction = direction, Protocol = protocol, Sources = [source], SourcePorts = ["*"], Destinations = [destination], Ports = [port] };

    private static string? Closing(params (string Name, RuleSnapshot Rule)[] rules) => JustInTimeAccess.Closing(rules.ToDictionary(rule => rule.Name, rule => rule.Rule, StringComparer.OrdinalIgnoreCase), 3389, "10.0.0.4");

    private static HostEvidence Silent(bool reached = true) => Some.Evidence(Now) with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Timeout, null, null, null, null, reached), Now, Vantage.Probe) };

    /// <summary>No rule is listed, and no address to ask for is known.</summary>
    private static HostEvidence Closed(bool reached = true) => Silent(reached) with { Network = Some.Of(new NetworkFacts([], null, null) { JustInTime = new FlowVerdict("Inbound", "whoever did not ask", 3389, false, Jit, NetworkSamples.Group, false) }, Now, Vantage.ControlPlane) };

    private static HostEvidence Beneath(RuleState state, HostEvidence? evidence = null) => (evidence ?? Silent()) with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, state, [], Jit)], null, null), Now, Vantage.ControlPlane) };

    private static Case Ends(HostEvidence evidence, Case? before = null) => Machine.Next(
        (before ?? Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case) with { State = CaseState.Diagnosing, Doing = Doing.CollectingEvidence, CollectorDone = true, HostSeen = Some.Machine, Evidence = evidence },
        new CaseEvent.EvidenceCollected(Some.Machine, evidence),
        Now).Case;

    [Fact]
    public void The_deny_of_everybody_for_this_machine_is_found_among_the_rules_of_its_group()
    {
        Closing((Jit, Rule(4096, "Deny", destination: "10.0.0.4"))).ShouldBe(Jit);
        Closing(("SecurityCenter-JITRule_-1_ab", Rule(1000, "Deny")), ("AllowRdp", Rule(1001, "Allow"))).ShouldBe("SecurityCenter-JITRule_-1_ab");
    }

    [Fact]
    public void Who_asked_and_was_let_in_opens_it_for_nobody_else() =>
        Closing(("MicrosoftDefenderForCloud-JITRule-1-ab", Rule(100, "Allow", "203.0.113.9")), ("balancers", Rule(200, "Allow", "AzureLoadBalancer")), ("guests", Rule(300, "Deny", "10.8.0.0/16")), (Jit, Rule(4096, "Deny"))).ShouldBe(Jit);

    [Fact]
    public void Where_another_rule_decides_or_may_decide_before_it_it_is_not_just_in_time_access()
    {
        Closing((Jit, Rule(4096, "Deny", destination: "10.0.0.5"))).ShouldBeNull();
        Closing((Jit, Rule(4096, "Deny", port: "22"))).ShouldBeNull();
        Closing((Jit, Rule(4096, "Deny", direction: "Outbound"))).ShouldBeNull();
        Closing((Jit, Rule(4096, "Deny", protocol: "Udp"))).ShouldBeNull();
        Closing(("office", Rule(300, "Allow", "10.9.0.0/16")), (Jit, Rule(4096, "Deny"))).ShouldBeNull();
        Closing(("secops", Rule(300, "Deny")), (Jit, Rule(4096, "Deny"))).ShouldBeNull();
        Closing(("MicrosoftDefenderForCloud-JITRule-1-ab", Rule(100, "Allow")), (Jit, Rule(4096, "Deny"))).ShouldBeNull();
        Closing(("office", Rule(300, "Allow", "10.9.0.0/16"))).ShouldBeNull();
    }

    [Theory]
    [InlineData("10.0.0.4", Jit)]
    [InlineData("10.0.0.5", null)]
    [InlineData(null, Jit)]
    public void A_deny_of_another_machine_is_not_above_the_listed_rule(string? address, string? above) =>
        RuleSnapshot.Standing(Some.Rule, new Dictionary<string, RuleSnapshot>(StringComparer.OrdinalIgnoreCase) { [Jit] = Rule(200, "Deny", destination: "10.0.0.4") }, address).ForeignDenyAbove.ShouldBe(above);

    [Theory]
    [InlineData("10.0.0.4", false)]
    [InlineData("10.0.0.5", true)]
    public void A_rule_in_effect_that_is_for_another_machine_of_the_subnet_decides_nothing_here(string own, bool allowed)
    {
        EffectiveRule[] rules = [new(Jit, "/nsg", false, "Inbound", "Deny", "All", 200, ["*"], ["10.0.0.4"], ["3389"]), new("allow", "/nsg", false, "Inbound", "Allow", "Tcp", 300, ["*"], ["*"], ["3389"])];
        new EffectiveNetwork(rules, []).Decide("Inbound", "10.9.0.1", 3389, own).Allowed.ShouldBe(allowed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_no_rule_is_listed_the_case_ends_as_no_fault_and_says_how_to_ask(bool reached)
    {
        var end = Ends(Closed(reached));
        (end.State, end.Failure!.Value.Value).ShouldBe((CaseState.Suppressed, Nsg));
        end.Ending!.Reason.ShouldContain("closed by just-in-time access");
        end.Ending.NextCommand!.ShouldContain("ask for access to vm-1 in Defender for Cloud");
    }

    [Theory]
    [InlineData(RuleState.Missing)]
    [InlineData(RuleState.Altered)]
    public void A_listed_rule_that_is_off_beneath_it_is_named_and_not_written(RuleState state)
    {
        foreach (var evidence in new[] { Beneath(state), Beneath(state, Some.Evidence(Now)) })
        {
            Verdicts.PlanOf(Nsg, evidence).Rungs.ShouldBeEmpty();
            var end = Ends(evidence);
            end.State.ShouldBe(CaseState.Suppressed);
            end.Ending!.Reason.ShouldContain($"{Some.Rule.Name}, which is listed, is {state}");
            end.Ending.NextCommand!.ShouldContain("take the rule off the list");
        }
    }

    [Fact]
    public void A_listed_rule_that_is_gone_above_it_is_not_put_back_past_it()
    {
        var verdict = new FlowVerdict("Inbound", "10.9.0.1", 3389, false, $"securityRules/{Jit}", NetworkSamples.Group, false);
        var evidence = NetworkSamples.Denied(verdict) with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], null)], null, null), Now, Vantage.ControlPlane) };
        Ends(evidence).State.ShouldBe(CaseState.Suppressed);
    }

    [Fact]
    public void Azures_verdict_for_the_address_that_would_connect_wins_over_the_groups_rules()
    {
        var open = new FlowVerdict("Inbound", "10.9.0.1", 3389, true, "securityRules/allow", NetworkSamples.Group, false);
        Verdicts.Judge(Nsg, Closed() with { Path = Some.Of(new NetworkPath(open, []), Now, Vantage.ControlPlane) }).ShouldBeNull();
        var secops = open with { Allowed = false, Rule = "securityRules/secops" };
        Verdicts.PlanOf(Nsg, Closed() with { Path = Some.Of(new NetworkPath(secops, []), Now, Vantage.ControlPlane) }).NoFault.ShouldBeNull();
    }

    [Fact]
    public void A_fault_beside_it_is_the_diagnosis_and_this_comes_after()
    {
        var ranked = Verdicts.Ranked(Closed() with { Guest = Some.Of(Some.Guest("Stopped"), Now) });
        ranked.Select(diagnosis => diagnosis.Failure.Value).ShouldBe(["termservice-down", Nsg]);
        Ends(Closed() with { Guest = Some.Of(Some.Guest("Stopped"), Now) }).Ended.ShouldBeFalse();
    }

    [Fact]
    public void A_repair_behind_it_is_not_undone_because_nobody_gets_in()
    {
        foreach (var id in new[] { "termservice-down", "guest-firewall", "rdp-disabled", "port-changed", "cert-key-access" })
            Verdicts.Prove(id, Closed(), plan: new Plan { Failure = new FailureId(id), ForPerson = "x" }).Verdict.ShouldBeOneOf(CureVerdict.CannotTell, CureVerdict.Helped);
    }

    [Fact]
    public void What_was_repaired_before_makes_it_unproved_and_not_nothing()
    {
        var step = new TakenStep { Step = new Step { Name = "start-termservice", Kind = StepKinds.Script, Risk = Risk.R1, Touches = [], Arguments = new Dictionary<string, string>(StringComparer.Ordinal) }, Rung = 0, Applied = true, Changed = true, Kept = true };
        var end = Ends(Closed(), Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with { Steps = [step], Helped = [new FailureId("termservice-down")] });
        end.State.ShouldBe(CaseState.Unverified);
        end.Ending!.Reason.ShouldStartWith("termservice-down was cured here.");
    }

    [Fact]
    public void What_the_logs_tell_of_a_guest_that_nobody_could_look_at_is_still_for_a_person()
    {
        var blind = Closed() with { Guest = NetworkSamples.Unheard, Signals = [Some.Signal(Now, 1), Some.Signal(Now, 1) with { Detector = ProbeSweep.Detector }] };
        var plan = Verdicts.PlanOf(Nsg, blind);
        plan.NoFault.ShouldBeNull();
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("termservice-down");
        Verdicts.PlanOf(Nsg, blind with { Signals = [Some.Signal(Now, 1) with { Detector = ProbeSweep.Detector }] }).NoFault.ShouldNotBeNull();
    }

    [Fact]
    public void A_silent_agent_behind_it_is_no_lost_network()
    {
        var dark = NetworkSamples.Dark([]) with { Network = Closed().Network };
        Verdicts.Judge("guest-nic", dark)!.Actionable.ShouldBeFalse();
        Verdicts.Judge("guest-nic", NetworkSamples.Dark([]))!.Actionable.ShouldBeTrue();
    }
}
