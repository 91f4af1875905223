using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class DrainModeTests
{
    private const string Id = "drain-mode";

    private static DateTimeOffset Now => Verdicts.Now;

    private static GuestFacts Drained => ListenerSamples.Server(server => server with { DrainMode = 2 });

    private static HostEvidence Inside(GuestFacts guest) => Some.Evidence(Now) with { Guest = Some.Of(guest, Now) };

    [Fact]
    public void A_drain_inside_the_guest_is_only_lifted_with_an_approval()
    {
        var step = Verdicts.PlanOf(Id, Inside(Drained)).Rungs.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem();
        step.NeedsApproval.ShouldBeTrue();
        new AutonomyGate().Judge(Question(step, approved: false)).ShouldNotBeNull();
        new AutonomyGate().Judge(Question(step, approved: true)).ShouldBeNull();
        new AutonomyGate().Judge(Question(step with { NeedsApproval = false }, approved: false)).ShouldBeNull();
    }

    [Fact]
    public void What_looks_like_maintenance_is_left_to_whoever_maintains()
    {
        GuestFacts[] maintained =
        [
            Drained with { Servicing = new GuestServicing(["msi"], null, null) },
            Drained with { Os = Drained.Os with { PendingReboot = true } },
            Drained with { Owners = ["configmgr"] },
        ];
        foreach (var guest in maintained)
        {
            Verdicts.Judge(Id, Inside(guest))!.Part.ShouldBe(Part.Bystander);
            Verdicts.PlanOf(Id, Inside(guest)).Rungs.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_persons_drain_in_the_pool_is_named_and_never_lifted()
    {
        var diagnosis = Verdicts.Judge(Id, ListenerSamples.Drained("dana@corp.example"), Some.SessionHost)!;
        (diagnosis.Part, diagnosis.PersonOnly).ShouldBe((Part.Bystander, true));
        var plan = Verdicts.PlanOf(Id, ListenerSamples.Drained("dana@corp.example"), Some.SessionHost);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For dana@corp.example:");
    }

    [Theory]
    [InlineData("autoscale")]
    [InlineData("9cdead84-a844-4324-93f2-b2e6bb768d07")]
    [InlineData("our-identity")]
    public void A_drain_of_autoscale_or_of_ours_is_not_even_named(string by) =>
        Verdicts.Judge(Id, ListenerSamples.Drained(by), Some.SessionHost, new Policy { OwnIdentity = "our-identity" }).ShouldBeNull();

    [Fact]
    public void A_drain_of_nobody_knows_whom_is_no_reason_to_act() =>
        Verdicts.Judge(Id, ListenerSamples.Drained(null), Some.SessionHost)!.Actionable.ShouldBeFalse();

    [Fact]
    public void A_drained_host_is_still_repaired_for_what_is_really_wrong_with_it()
    {
        var evidence = ListenerSamples.Drained("dana@corp.example") with { Guest = Some.Of(Some.Desktop().With("TermService", service => service with { State = "Stopped" }), Now) };
        Verdicts.Ranked(evidence, Some.SessionHost)[0].Failure.Value.ShouldBe("termservice-down");
    }

    [Fact]
    public void Another_hosts_drain_is_not_taken_for_its_own()
    {
        var other = ListenerSamples.Drained("dana@corp.example");
        other = other with { Changes = Some.Of(new Changes([other.Changes.Value!.Recent[0] with { Resource = "/hostpools/hp/sessionhosts/vm-11" }]), Now, Vantage.Logs) };
        Verdicts.Judge(Id, other, Some.SessionHost)!.Actionable.ShouldBeFalse();
    }

    private static GateQuestion Question(Step step, bool approved)
    {
        var plan = new Plan { Failure = new FailureId(Id), ForPerson = "x", Rungs = [new Rung([step], "x")] };
        var c = new Healing.Cases.Case
        {
            Id = CaseId.For(Some.HostId, 1), Host = Some.HostId, HostName = "vm-1", State = CaseState.Planned, OpenedAt = Now, Deadline = Now, HostSeen = Some.Machine, Plan = plan,
            Approval = approved ? new Approval(plan.Hash, "dana@corp.example", Now, Now + TimeSpan.FromHours(1)) : null,
        };
        return new GateQuestion(c, step, null!, new Policy(), Now);
    }
}
