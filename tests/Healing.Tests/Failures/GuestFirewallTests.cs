using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>The Windows firewall: what shuts RDP out, and what was left open.</summary>
public sealed class GuestFirewallTests
{
    private const string Id = "guest-firewall";

    private static readonly GuestFirewall Healthy = new(true, false) { Active = ["Domain"], ProfilesOff = [], PortCovered = true };

    private static readonly GuestFirewall RuleOff = Healthy with { RdpRuleEnabled = false, PortCovered = false };

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Shut(GuestFirewall firewall, IReadOnlyList<string>? owners = null) => ListenerSamples.TimedOut(Some.Guest() with { Firewall = firewall, Owners = owners ?? [] });

    [Fact]
    public void Each_wrong_value_is_set_back_and_no_other()
    {
        Verdicts.PlanOf(Id, Shut(RuleOff)).Ladder().ShouldBe(["enable-firewall-rule"]);
        Verdicts.PlanOf(Id, Shut(Healthy with { PortCovered = false })).Ladder().ShouldBe(["enable-firewall-rule"]);
        Verdicts.PlanOf(Id, Shut(Healthy with { BlockAllInbound = true })).Ladder().ShouldBe(["allow-firewall-inbound"]);
        Verdicts.PlanOf(Id, Shut(RuleOff with { BlockAllInbound = true })).Ladder().ShouldBe(["allow-firewall-inbound enable-firewall-rule"]);
    }

    [Theory]
    [InlineData("gpo-firewall", "the Active Directory team")]
    [InlineData("mdm-firewall", "the Intune team")]
    [InlineData("dsc", "the owner of its DSC configuration")]
    public void What_somebody_else_owns_is_handed_over(string owner, string whom)
    {
        Verdicts.Judge(Id, Shut(RuleOff, [owner]))!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Id, Shut(RuleOff, [owner]));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith($"For {whom}:");
    }

    [Fact]
    public void Owners_that_could_not_be_read_are_no_permission() =>
        Verdicts.PlanOf(Id, ListenerSamples.TimedOut(Some.Guest() with { Firewall = RuleOff, Owners = null })).Rungs.ShouldBeEmpty();

    [Fact]
    public void A_block_rule_is_somebodys_decision()
    {
        var evidence = Shut(Healthy with { BlockedBy = "corp-block-rdp" });
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, evidence).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf(Id, evidence).ForPerson.ShouldContain("corp-block-rdp");
    }

    [Fact]
    public void No_inbound_port_is_opened_on_an_AVD_host() => Verdicts.Judge(Id, Shut(RuleOff), Some.SessionHost).ShouldBeNull();

    [Theory]
    [InlineData(ProbeOutcome.Answered)]
    [InlineData(ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.TlsFailed)]
    public void A_packet_that_came_to_the_door_passed_the_firewall(ProbeOutcome outcome) =>
        Verdicts.Judge(Id, Shut(RuleOff) with { Probe = Some.Knock(Now, outcome) }).ShouldBeNull();

    [Fact]
    public void A_rule_that_is_off_where_nobody_was_ever_let_in_from_here_is_only_a_guess()
    {
        var behind = Shut(RuleOff) with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Timeout, null, null, null, null, Reached: false), Now, Vantage.Probe) };
        Verdicts.Judge(Id, behind)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void Another_rule_that_lets_the_port_in_is_enough() => Verdicts.Judge(Id, Shut(Healthy with { RdpRuleEnabled = false })).ShouldBeNull();

    [Fact]
    public void A_profile_that_is_off_shuts_nothing_out()
    {
        Verdicts.Judge(Id, Shut(RuleOff with { ProfilesOff = ["Domain"] })).ShouldBeNull();
        Verdicts.Judge(Id, Shut(RuleOff with { ProfilesOff = ["Public"] }))!.Actionable.ShouldBeTrue();
    }

    [Fact]
    public void A_port_of_its_own_gets_one_narrow_rule_by_a_person()
    {
        var host = Some.Machine with { RdpPort = 3390, NetworkSecurityGroups = [Some.Rule.NetworkSecurityGroup.ToLowerInvariant()] };
        var evidence = ListenerSamples.TimedOut(ListenerSamples.Ported(Some.Guest(), 3390) with { Firewall = Healthy with { PortCovered = false } });
        var plan = Verdicts.PlanOf(Id, evidence, host, new Policy { Rules = [Some.Rule] });
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("-LocalPort 3390 -RemoteAddress 10.9.0.0/16");
    }

    [Fact]
    public void A_security_rule_that_is_missing_besides_is_no_failure_of_the_firewall()
    {
        var after = Shut(RuleOff) with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], null)], null, null), Now, Vantage.ControlPlane) };
        Verdicts.Prove(Id, after).Verdict.ShouldBe(CureVerdict.Helped);
        Verdicts.Prove(Id, Shut(RuleOff)).Verdict.ShouldBe(CureVerdict.NotCured);
        Verdicts.Prove(Id, Shut(RuleOff) with { Probe = Some.Knock(Now, ProbeOutcome.Refused) }).Verdict.ShouldBe(CureVerdict.Helped);
    }

    [Fact]
    public void No_plan_and_no_script_ever_switches_a_profile_off()
    {
        var script = ScriptLibrary.Text("firewall-repair");
        script.ShouldNotContain("-Enabled False");
        script.ShouldNotContain("state off");
        script.ShouldNotContain("OutboundAction");
    }

    [Fact]
    public void A_profile_that_is_off_is_named_beside_the_cause_and_left_alone()
    {
        var evidence = ListenerSamples.Refused(Some.Guest("Stopped") with { Firewall = Healthy with { ProfilesOff = ["Public"] } });
        var ranked = Verdicts.Ranked(evidence);
        ranked.Select(diagnosis => diagnosis.Failure.Value).ShouldBe(["termservice-down", "rdp-exposed"]);
        ranked[1].Part.ShouldBe(Part.Bystander);
        Verdicts.PlanOf("rdp-exposed", evidence).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_profile_is_switched_on_again_only_where_a_setting_asks_for_it_and_nothing_else_is_served()
    {
        var off = Some.DesktopEvidence(Now) with { Guest = Some.Of(Some.Desktop() with { Firewall = Healthy with { ProfilesOff = ["Public"] } }, Now) };
        var asked = new Policy { MendResidue = true };
        Verdicts.PlanOf("rdp-exposed", off, Some.SessionHost).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf("rdp-exposed", off, Some.SessionHost, asked).Ladder().ShouldBe(["turn-firewall-on"]);
        Verdicts.PlanOf("rdp-exposed", off, Some.Machine, asked).Rungs.ShouldBeEmpty();
        Verdicts.PlanOf("rdp-exposed", off with { Guest = Some.Of(off.Guest.Value! with { Owners = ["gpo-firewall"] }, Now) }, Some.SessionHost, asked).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_lets_in_the_whole_internet_is_named_and_never_ours_to_change()
    {
        var open = Some.Evidence(Now) with { Network = Some.Of(new NetworkFacts([], null, null) { OpenToAll = ["/nsg-1/securityRules/temp-rdp"] }, Now, Vantage.ControlPlane) };
        Verdicts.Judge("rdp-exposed", open)!.Part.ShouldBe(Part.Bystander);
        var plan = Verdicts.PlanOf("rdp-exposed", open, Some.SessionHost, new Policy { MendResidue = true });
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("temp-rdp");
    }
}
