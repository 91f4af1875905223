using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>What Azure's network denies, on the way in and on the way out.</summary>
public sealed class NetworkPathTests
{
    private const string Nsg = "nsg-deny";

    private const string Admin = "admin-rule-deny";

    private const string Out = "avd-outbound-blocked";

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence By(string rule, bool admin = false) => NetworkSamples.Denied(new FlowVerdict("Inbound", "10.9.0.1", 3389, false, rule, admin ? NetworkSamples.Manager : NetworkSamples.Group, admin));

    private static HostEvidence Off(HostEvidence evidence, string? above = null) => evidence with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], above)], null, null), Now, Vantage.ControlPlane) };

    [Fact]
    public void A_deny_that_nobody_listed_is_named_with_rule_and_group_and_given_to_its_owner()
    {
        Verdicts.Judge(Nsg, By("securityRules/secops-block"))!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Nsg, By("securityRules/secops-block"));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the owner of nsg-1: its rule secops-block denies TCP 3389 from 10.9.0.1");
        plan.ForPerson.ShouldContain("az network nsg rule create -g rg-one --nsg-name nsg-1");
    }

    [Fact]
    public void Where_no_rule_lets_it_in_nobody_is_blamed_for_a_deny() =>
        Verdicts.PlanOf(Nsg, By("defaultSecurityRules/DenyAllInBound")).ForPerson.ShouldContain("no rule of it lets TCP 3389 in from 10.9.0.1");

    [Theory]
    [InlineData("securityRules/MicrosoftDefenderForCloud-JITRule_3389")]
    [InlineData("securityRules/SecurityCenter-JITRule_1")]
    public void Closed_by_just_in_time_access_is_no_fault_and_never_touched(string rule)
    {
        var plan = Verdicts.PlanOf(Nsg, By(rule));
        plan.NoFault.ShouldNotBeNull().ShouldContain("just-in-time");
        plan.Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_verdict_counts_only_where_RDP_times_out_from_a_vantage_that_reached_it()
    {
        Verdicts.Judge(Nsg, By("securityRules/x") with { Probe = Some.Knock(Now, ProbeOutcome.Refused) }).ShouldBeNull();
        var unreached = By("securityRules/x") with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Timeout, null, null, null, null, Reached: false), Now, Vantage.Probe) };
        Verdicts.Judge(Nsg, unreached).ShouldBeNull();
        Verdicts.Judge(Admin, By("deny", admin: true) with { Probe = unreached.Probe }).ShouldBeNull();
    }

    [Fact]
    public void IP_flow_verify_wins_over_what_was_computed_from_the_rules()
    {
        var open = By("securityRules/x") with { Path = Some.Of(new NetworkPath(new FlowVerdict("Inbound", "10.9.0.1", 3389, false, "x", null, false), []) { Verified = new FlowVerdict("Inbound", "10.9.0.1", 3389, true, "allow", null, false) }, Now, Vantage.ControlPlane) };
        Verdicts.Judge(Nsg, open).ShouldBeNull();
    }

    [Fact]
    public void A_listed_rule_that_is_missing_is_put_back_although_the_verdict_names_the_default_deny()
    {
        var evidence = Off(By("defaultSecurityRules/DenyAllInBound"));
        Verdicts.Judge(Nsg, evidence)!.PersonOnly.ShouldBeFalse();
        Verdicts.PlanOf(Nsg, evidence).Ladder().ShouldBe(["restore-security-rule"]);
    }

    [Fact]
    public void Beneath_an_admin_rule_putting_the_listed_rule_back_would_open_nothing()
    {
        var evidence = Off(By("deny-rdp", admin: true));
        var ranked = Verdicts.Ranked(evidence);
        ranked[0].Failure.Value.ShouldBe(Admin);
        ranked.Single(diagnosis => diagnosis.Failure.Value == Nsg).Part.ShouldBe(Part.Contributes);
    }

    [Fact]
    public void An_admin_rule_is_never_ours()
    {
        var plan = Verdicts.PlanOf(Admin, By("deny-rdp", admin: true));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the team that runs Virtual Network Manager: the security admin rule deny-rdp of nm-corp");
    }

    [Fact]
    public void No_inbound_verdict_says_anything_about_an_AVD_host()
    {
        Verdicts.Judge(Nsg, By("securityRules/x"), Some.SessionHost).ShouldBeNull();
        Verdicts.Judge(Admin, By("deny", admin: true), Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void A_listed_outbound_rule_is_put_back_and_nothing_inbound_with_it()
    {
        var evidence = NetworkSamples.Lost(new NetworkPath(null, [NetworkSamples.Out("deny-all", false)])) with { Network = NetworkSamples.Listed(RuleState.Missing, null) };
        var step = Verdicts.PlanOf(Out, evidence, Some.SessionHost).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        Json.Read<DesiredRule>(step.Arguments[StepArguments.Rule]).Direction.ShouldBe("Outbound");
        step.ListedState.ShouldBeTrue();
    }

    [Fact]
    public void Beneath_a_deny_of_others_the_outbound_rule_is_not_put_back()
    {
        var evidence = NetworkSamples.Lost(new NetworkPath(null, [])) with { Network = NetworkSamples.Listed(RuleState.Missing, "secops-out") };
        Verdicts.Judge(Out, evidence, Some.SessionHost)!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Out, evidence, Some.SessionHost);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("secops-out");
    }

    [Fact]
    public void An_outbound_rule_is_no_matter_of_inbound_RDP()
    {
        var evidence = Some.Evidence(Now) with { Network = NetworkSamples.Listed(RuleState.Missing, null), Probe = Some.Knock(Now, ProbeOutcome.Timeout) };
        Verdicts.Judge(Nsg, evidence).ShouldBeNull();
    }

    [Fact]
    public void A_host_that_the_service_calls_available_reaches_the_service() =>
        Verdicts.Judge(Out, NetworkSamples.Lost(new NetworkPath(null, [NetworkSamples.Out("deny", false)])) with { SessionHost = Some.DesktopEvidence(Now).SessionHost }, Some.SessionHost).ShouldBeNull();

    [Fact]
    public void Names_that_do_not_resolve_or_a_proxy_explain_it_as_well()
    {
        var shut = NetworkSamples.Lost(new NetworkPath(null, [NetworkSamples.Out("AllowInternetOutBound", true)])) with { Guest = Some.Of(NetworkSamples.Shut(3703, "not accessible"), Now) };
        Verdicts.Judge(Out, shut, Some.SessionHost)!.Actionable.ShouldBeTrue();
        foreach (var network in new[] { new GuestNetwork(1, true, ["10.0.0.4"], false, null, true), new GuestNetwork(1, true, ["10.0.0.4"], true, "proxy:8080", true), new GuestNetwork(1, true, ["10.0.0.4"], null, null, true) })
            Verdicts.Judge(Out, shut with { Guest = Some.Of(shut.Guest.Value! with { Network = network }, Now) }, Some.SessionHost)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void A_token_that_the_broker_refuses_is_no_blocked_way() =>
        Verdicts.Judge(Out, NetworkSamples.Lost(new NetworkPath(null, [])) with { Guest = Some.Of(NetworkSamples.Shut(3277, "INVALID_REGISTRATION_TOKEN"), Now) }, Some.SessionHost)!.Actionable.ShouldBeFalse();

    [Fact]
    public void An_old_event_of_the_agent_says_nothing_about_now()
    {
        var old = NetworkSamples.Shut(3703, "not accessible");
        Verdicts.Judge(Out, NetworkSamples.Lost(new NetworkPath(null, [])) with { Guest = Some.Of(old with { Avd = old.Avd! with { EventAt = Now - TimeSpan.FromHours(7) } }, Now) }, Some.SessionHost)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void The_owner_of_a_route_is_told_where_it_leads()
    {
        var evidence = NetworkSamples.Lost(new NetworkPath(null, [NetworkSamples.Out("AllowInternetOutBound", true)]) { DefaultRoute = new EffectiveRoute("to-firewall", ["0.0.0.0/0"], "User", "VirtualAppliance", "10.0.255.4") });
        Verdicts.PlanOf(Out, evidence, Some.SessionHost).ForPerson.ShouldStartWith("For the owner of the route to-firewall: the default route to-firewall leads to 10.0.255.4");
        // An appliance is on the way of many pools: that there is one proves nothing by itself.
        Verdicts.Judge(Out, evidence, Some.SessionHost)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void Only_the_ports_of_a_nat_rule_that_leads_to_the_host_are_put_back()
    {
        var moved = NatFacts.Of(NetworkSamples.NatRule, [new NatState("rdp-vm-1", 50001, 3390, "/nics/nic-vm-1")], "/nics/nic-vm-1");
        Ladder(moved).ShouldBe(["restore-nat-rule"]);
        Ladder(NatFacts.Of(NetworkSamples.NatRule, [new NatState("rdp-vm-1", 50001, 3390, "/nics/nic-vm-2")], "/nics/nic-vm-1")).ShouldBeEmpty();
        Ladder(NatFacts.Of(NetworkSamples.NatRule, [], "/nics/nic-vm-1")).ShouldBeEmpty();
        Ladder(NatFacts.Of(NetworkSamples.NatRule, [new NatState("rdp-vm-1", 50001, 3390, null)], null)).ShouldBeEmpty();

        static IReadOnlyList<string> Ladder(NatFacts facts) => Verdicts.PlanOf("lb-misconfig", Some.Evidence(Now) with { LoadBalancing = Some.Of(new LoadBalancing([]) { NatRules = [facts] }, Now, Vantage.ControlPlane) }).Ladder();
    }

    [Fact]
    public void A_nat_rule_that_leads_elsewhere_is_given_to_its_owner_with_both_commands()
    {
        var facts = NatFacts.Of(NetworkSamples.NatRule, [new NatState("rdp-vm-1", 50001, 3389, "/nics/nic-vm-2")], "/nics/nic-vm-1");
        facts.Differences.ShouldHaveSingleItem().ShouldContain("nic-vm-2");
        NatFacts.Of(NetworkSamples.NatRule, [new NatState("RDP-VM-1", 50001, 3389, "/NICS/nic-vm-1")], "/nics/nic-vm-1").AsListed.ShouldBeTrue();
        var plan = Verdicts.PlanOf("lb-misconfig", Some.Evidence(Now) with { LoadBalancing = Some.Of(new LoadBalancing([]) { NatRules = [facts] }, Now, Vantage.ControlPlane) });
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("inbound-nat-rule update -g rg-one --lb-name lb-1 -n rdp-vm-1 --frontend-port 50001 --backend-port 3389");
        plan.ForPerson.ShouldContain("az network nic ip-config inbound-nat-rule add");
    }
}
