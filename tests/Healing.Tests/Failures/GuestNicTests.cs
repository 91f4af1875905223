using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class GuestNicTests
{
    private const string Id = "guest-nic";

    private static DateTimeOffset Now => Verdicts.Now;

    private static readonly HostEvidence Lost = ListenerSamples.Silent(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) });

    [Fact]
    public void Three_vantages_that_fell_silent_together_name_it_for_a_person()
    {
        var diagnosis = Verdicts.Judge(Id, Lost)!;
        (diagnosis.Actionable, diagnosis.PersonOnly).ShouldBe((true, true));
        var plan = Verdicts.PlanOf(Id, Lost);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("serial console");
    }

    [Fact]
    public void An_agent_that_is_not_ready_is_no_fault_by_itself() =>
        Verdicts.Judge(Id, Lost with { Probe = Some.Evidence(Now).Probe }).ShouldBeNull();

    [Fact]
    public void Heartbeats_that_nobody_collects_are_no_silence()
    {
        var uncollected = Lost with { Logs = Some.Of(Some.Logs(Now) with { Heartbeat = null, NotCollected = ["Heartbeat: in no workspace"] }, Now, Vantage.Logs) };
        Verdicts.Judge(Id, uncollected)!.Actionable.ShouldBeFalse();
        Verdicts.Judge(Id, Lost with { Logs = Some.Of(Some.Logs(Now), Now, Vantage.Logs) }).ShouldBeNull();
    }

    [Fact]
    public void A_machine_that_went_down_may_not_have_come_up()
    {
        var crashed = Lost with { Logs = Some.Of(Lost.Logs.Value! with { Events = [new LogEvent("System", "Microsoft-Windows-Kernel-Power", 41, 1, Now, "The system has rebooted without cleanly shutting down first.")] }, Now, Vantage.Logs) };
        Verdicts.Judge(Id, crashed)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void A_listed_rule_that_is_missing_explains_the_time_out_as_well()
    {
        var closed = Lost with { Network = Some.Of(new NetworkFacts([new RuleFacts(Some.Rule, RuleState.Missing, [], null)], null, null), Now, Vantage.ControlPlane) };
        Verdicts.Judge(Id, closed)!.Actionable.ShouldBeFalse();
    }

    [Fact]
    public void A_stopped_machine_has_no_network_fault() =>
        Verdicts.Judge(Id, Lost with { Machine = Some.Of(new MachineFacts("deallocated", false, null, "Succeeded"), Now, Vantage.ControlPlane) }).ShouldBeNull();

    [Fact]
    public void On_an_AVD_host_the_services_own_silence_counts_and_no_probe_does()
    {
        var avd = ListenerSamples.Silent(Some.DesktopEvidence(Now) with { SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", LastHeartBeat = Now - TimeSpan.FromMinutes(20) }, Now, Vantage.ControlPlane) });
        Verdicts.Judge(Id, avd, Some.SessionHost)!.Actionable.ShouldBeTrue();
        Verdicts.Judge(Id, avd with { SessionHost = Some.Of(Some.Avd(Now), Now, Vantage.ControlPlane) }, Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void The_DHCP_client_is_started_while_the_guest_is_still_reached() =>
        Verdicts.PlanOf(Id, Some.Evidence(Now) with { Guest = Some.Of(Some.Guest().With("Dhcp", service => service with { State = "Stopped" }), Now) }).Ladder().ShouldBe(["start-dhcp-client"]);

    [Fact]
    public void A_static_address_that_still_fits_is_only_named()
    {
        var fixedAddress = Some.Evidence(Now) with { Guest = Some.Of(Some.Guest() with { Network = Some.Guest().Network! with { Dhcp = false } }, Now) };
        Verdicts.Judge(Id, fixedAddress)!.Part.ShouldBe(Part.Bystander);
        Verdicts.PlanOf(Id, fixedAddress).Rungs.ShouldBeEmpty();
    }
}
