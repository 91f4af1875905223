using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Failures.Samples;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>Two causes inside a guest: the cure of one, proved from outside, is not the host's while the other was seen and nobody has looked again.</summary>
public sealed class TwoCausesTests
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    private static readonly CaseMachine Machine = new(FailureCatalogue.All, [], new Policy());

    private static Diagnosis Beside(Part part, Vantage vantage) => new()
    {
        Failure = new FailureId("logon-hang"), Confidence = 0.9, Because = "ProfSvc is Stopped", Part = part, PersonOnly = vantage == Vantage.Logs, Supports = [new Citation("ProfSvc is Stopped", "guest", vantage, Now)],
    };

    /// <summary>The service was started, and the host answers.</summary>
    private static Case Proving(Diagnosis? beside, HostEvidence evidence) => Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
    {
        State = CaseState.Verifying, Doing = Doing.CollectingEvidence, HostSeen = Some.Machine, Evidence = evidence, VerifyingSince = Now,
        Plan = new Plan { Failure = new FailureId("termservice-down"), ForPerson = "x" }, Diagnoses = beside is null ? [] : [beside],
    };

    private static Case After(Case proving) => Machine.Next(proving, new CaseEvent.EvidenceCollected(Some.Machine, proving.Evidence!), Now).Case;

    private static HostEvidence Answers => Some.Evidence(Now) with { Guest = Reading<GuestFacts>.Missing("not collected yet", "guest collector", Vantage.Guest, Now) };

    [Fact]
    public void A_host_that_answers_is_looked_at_again_for_what_was_seen_inside_it()
    {
        var next = After(Proving(Beside(Part.Cause, Vantage.Guest), Answers));
        (next.Ended, next.State, next.Plan).ShouldBe((false, CaseState.Diagnosing, null));
        next.Helped.ShouldHaveSingleItem().Value.ShouldBe("termservice-down");
    }

    [Theory]
    [InlineData(Part.Bystander, Vantage.Guest)]
    [InlineData(Part.Cause, Vantage.Logs)]
    public void What_explains_nothing_or_would_be_seen_again_from_outside_keeps_no_case_open(Part part, Vantage vantage) =>
        After(Proving(Beside(part, vantage), Answers)).State.ShouldBe(CaseState.Healed);

    [Fact]
    public void What_was_cured_in_this_case_already_is_not_looked_for_again() =>
        After(Proving(Beside(Part.Cause, Vantage.Guest), Answers) with { Helped = [new FailureId("logon-hang")] }).State.ShouldBe(CaseState.Healed);

    [Theory]
    [InlineData(1, CaseState.Healed)]
    [InlineData(-30, CaseState.Unverified)]
    public void A_session_host_at_which_nothing_is_wrong_any_more_is_healed_when_somebody_connected(int minutes, CaseState state)
    {
        var seen = Some.DesktopEvidence(Now) with { SessionHost = Some.Of(Some.Avd(Now) with { LastConnection = Now.AddMinutes(minutes) }, Now, Vantage.ControlPlane) };
        var looking = Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
        {
            State = CaseState.Diagnosing, Doing = Doing.CollectingEvidence, CollectorDone = true, HostSeen = Some.SessionHost, Evidence = seen, Helped = [new FailureId("termservice-down")],
            Steps = [new TakenStep { Rung = 0, Step = new Step { Name = StepNames.StartTermService, Kind = StepKinds.Script, Risk = Risk.R1 }, Applied = true, Changed = true, Kept = true, AppliedAt = Now.AddMinutes(-10) }],
        };
        Machine.Next(looking, new CaseEvent.EvidenceCollected(Some.SessionHost, seen), Now).Case.State.ShouldBe(state);
    }
}
