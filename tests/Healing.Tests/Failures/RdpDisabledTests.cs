using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

public sealed class RdpDisabledTests
{
    private const string Id = "rdp-disabled";

    private static readonly HostEvidence Local = ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest(listening: false), 1));

    private static HostEvidence Owned(IReadOnlyList<string>? owners) => ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest(listening: false), 1) with { Owners = owners });

    [Fact]
    public void The_machines_own_value_is_set_back_before_anything_is_restarted() => Verdicts.PlanOf(Id, Local).Ladder().ShouldBe(["allow-rdp-connections", "allow-rdp-connections restart-termservice"]);

    [Fact]
    public void A_value_that_came_back_once_is_remembered_with_the_host() =>
        Verdicts.PlanOf(Id, Local).Rungs[0].Steps[0].Touches.ShouldBe([$"{Some.HostId.Value}/guest/fDenyTSConnections"]);

    [Fact]
    public void A_policys_value_is_handed_to_its_owner_and_never_written_over()
    {
        var evidence = ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest(listening: false), 0, policy: 1));
        Verdicts.Judge(Id, evidence)!.PersonOnly.ShouldBeTrue();
        var plan = Verdicts.PlanOf(Id, evidence);
        plan.Rungs.ShouldBeEmpty();
        plan.ForPerson.ShouldStartWith("For the Active Directory team:");
        plan.ForPerson.ShouldNotContain("gpsvc");
    }

    [Theory]
    [InlineData("mdm-rdp", "the Intune team")]
    [InlineData("dsc", "the owner of its DSC configuration")]
    public void What_a_management_service_owns_is_handed_to_it(string owner, string whom)
    {
        Verdicts.Judge(Id, Owned([owner]))!.PersonOnly.ShouldBeTrue();
        Verdicts.PlanOf(Id, Owned([owner])).ForPerson.ShouldStartWith($"For {whom}:");
    }

    [Fact]
    public void Owners_that_could_not_be_read_are_no_permission() => Verdicts.PlanOf(Id, Owned(null)).Rungs.ShouldBeEmpty();

    [Fact]
    public void A_policy_that_allows_wins_over_the_machines_own_value() =>
        Verdicts.Judge(Id, ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest(), 1, policy: 0))).ShouldBeNull();

    [Fact]
    public void A_host_that_answers_all_the_same_is_not_the_cause_of_trouble() =>
        Verdicts.Judge(Id, Some.Evidence(Verdicts.Now) with { Guest = Local.Guest })!.Part.ShouldBe(Part.Contributes);

    [Fact]
    public void A_personal_desktop_is_not_restarted() =>
        Verdicts.PlanOf(Id, Local, Some.SessionHost with { Role = HostRole.Personal }).Ladder().ShouldBe(["allow-rdp-connections"]);

    [Fact]
    public void An_AVD_host_is_drained_before_its_service_is_restarted() =>
        Verdicts.PlanOf(Id, Local, Some.SessionHost).Ladder().ShouldBe(["allow-rdp-connections", "drain-session-host allow-rdp-connections restart-termservice"]);

    [Fact]
    public void A_service_that_is_down_besides_is_no_failure_of_the_setting()
    {
        var both = ListenerSamples.Refused(ListenerSamples.Denied(Some.Guest("Stopped"), 1));
        Verdicts.Prove(Id, both).Verdict.ShouldBe(CureVerdict.Helped);
        Verdicts.Prove(Id, Local).Verdict.ShouldBe(CureVerdict.NotCured);
    }
}
