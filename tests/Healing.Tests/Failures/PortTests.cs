using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>A port that was changed, and one that somebody else took.</summary>
public sealed class PortTests
{
    private static readonly Host Listed = Some.Machine with { NetworkSecurityGroups = [Some.Rule.NetworkSecurityGroup.ToLowerInvariant()] };

    private static readonly Policy Lists = new() { Rules = [Some.Rule] };

    private static readonly HostEvidence Moved = ListenerSamples.Refused(ListenerSamples.Ported(Some.Guest(), 3390));

    private static DateTimeOffset Now => Verdicts.Now;

    private static HostEvidence Taken(string? owner, ProbeOutcome outcome = ProbeOutcome.NotRdp) =>
        ListenerSamples.Refused(Some.Guest("Stopped") with { Listener = new GuestListener(3389, true, 4711) { Owner = owner } }, outcome);

    [Fact]
    public void The_listed_port_is_restored_once_nobody_is_signed_in()
    {
        var plan = Verdicts.PlanOf("port-changed", Moved, Listed, Lists);
        plan.Ladder().ShouldBe(["restore-rdp-port restart-termservice"]);
        plan.Rungs[0].Steps[0].Arguments["parameter:Value"].ShouldBe("3389");
        plan.Rungs[0].Risk.ShouldBe(Risk.R2);
    }

    [Fact]
    public void A_port_that_is_listed_is_no_fault_whatever_people_knock_at()
    {
        var follows = new Policy { Rules = [Some.Rule with { Ports = ["3390"] }] };
        Verdicts.Judge("port-changed", Moved, Listed, follows).ShouldBeNull();
    }

    [Fact]
    public void A_port_that_nobody_listed_is_for_a_person()
    {
        Verdicts.Judge("port-changed", Moved)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf("port-changed", Moved).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_port_that_nobody_listed_and_nobody_misses_is_no_fault() =>
        Verdicts.Judge("port-changed", Moved with { Probe = Some.Of(new ProbeFacts(ProbeOutcome.Refused, null, null, null, null, Reached: false), Now, Vantage.Probe) }).ShouldBeNull();

    [Fact]
    public void Lists_that_name_two_ports_are_for_a_person()
    {
        var two = new Policy { Rules = [Some.Rule], Backends = [new DesiredBackend { LoadBalancer = "/lb", Pool = "rdp", Members = ["VM-1"], ProbePort = 3391 }] };
        Verdicts.Judge("port-changed", Moved, Listed, two)!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf("port-changed", Moved, Listed, two).Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_range_names_no_port() =>
        Verdicts.Judge("port-changed", Moved, Listed, new Policy { Rules = [Some.Rule with { Ports = ["3000-4000"] }] })!.PersonOnly.ShouldBeTrue();

    [Fact]
    public void A_port_that_waits_is_taken_back_without_a_restart()
    {
        var waits = Some.Evidence(Now) with { Guest = Some.Of(ListenerSamples.Ported(Some.Guest(listening: false), 3390), Now) };
        Verdicts.Judge("port-changed", waits, Listed, Lists)!.Part.ShouldBe(Part.Contributes);
        Verdicts.PlanOf("port-changed", waits, Listed, Lists).Ladder().ShouldBe(["restore-rdp-port"]);
    }

    [Fact]
    public void The_port_of_RDP_Tcp_means_nothing_on_an_AVD_host()
    {
        Verdicts.Judge("port-changed", Moved, Some.SessionHost, Lists).ShouldBeNull();
        Verdicts.Judge("port-conflict", Taken("nginx"), Some.SessionHost).ShouldBeNull();
    }

    [Fact]
    public void A_restored_port_behind_a_closed_network_has_helped() =>
        Verdicts.Prove("port-changed", ListenerSamples.TimedOut(ListenerSamples.Ported(Some.Guest(), 3390)), Listed).Verdict.ShouldBe(CureVerdict.Helped);

    [Fact]
    public void An_intruder_is_named_and_never_ended()
    {
        var diagnosis = Verdicts.Ranked(Taken("nginx"))[0];
        (diagnosis.Failure.Value, diagnosis.PersonOnly).ShouldBe(("port-conflict", true));
        var plan = Verdicts.PlanOf("port-conflict", Taken("nginx"));
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldContain("nginx (process 4711)");
    }

    [Theory]
    [InlineData("svchost", ProbeOutcome.Refused, false)]
    [InlineData(null, ProbeOutcome.Refused, false)]
    [InlineData("svchost", ProbeOutcome.NotRdp, true)]
    [InlineData("System", ProbeOutcome.Refused, true)]
    public void Two_processes_of_one_name_are_only_a_conflict_when_the_door_answers_strangely(string? owner, ProbeOutcome outcome, bool certain) =>
        Verdicts.Judge("port-conflict", Taken(owner, outcome))!.Actionable.ShouldBe(certain);

    [Fact]
    public void A_door_that_answers_RDP_is_held_by_nobody_else() =>
        Verdicts.Judge("port-conflict", Taken("nginx") with { Probe = Some.Evidence(Now).Probe }).ShouldBeNull();
}
