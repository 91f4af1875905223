using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;
using Case = RdpMedic.Healing.Cases.Case;

namespace RdpMedic.Healing.Tests.Cases;

/// <summary>What was seen beside a cause: it is not forgotten when the cause is cured, and it opens no case by itself again and again.</summary>
public sealed class BesideTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly CaseMachine Machine = new([new Works("first")], [], new Policy());

    private static Diagnosis Seen(string failure, Part part, Vantage vantage = Vantage.Guest) =>
        new() { Failure = new FailureId(failure), Confidence = 0.9, Because = "it is there", PersonOnly = true, Part = part, Supports = [new Citation("it is there", "x", vantage, Now)] };

    private static CaseState Prove(Diagnosis beside, bool looked = false, string[]? helped = null, int signedIn = -2)
    {
        var evidence = Some.Evidence(Now) with { Logs = Some.Of(Some.Logs(Now) with { Successes = new ConnectionCount(1, 1, Now.AddMinutes(signedIn)) }, Now, Vantage.Logs), Guest = looked ? Some.Evidence(Now).Guest : Reading<GuestFacts>.Missing("not collected yet", "guest collector", Vantage.Guest, Now) };
        var proving = Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with
        {
            State = CaseState.Verifying, Doing = Doing.CollectingEvidence, HostSeen = Some.Machine, Evidence = evidence, VerifyingSince = Now, Diagnoses = [Seen("first", Part.Cause), beside],
            Helped = [.. (helped ?? []).Select(id => new FailureId(id))], Plan = new Plan { Failure = new FailureId("first"), ForPerson = "x" },
        };
        return Machine.Next(proving, new CaseEvent.EvidenceCollected(Some.Machine, evidence), Now).Case.State;
    }

    [Fact]
    public void A_host_is_not_healed_while_what_contributed_inside_was_not_looked_at_again()
    {
        Prove(Seen("second", Part.Contributes)).ShouldNotBe(CaseState.Healed);
        Prove(Seen("second", Part.Contributes), looked: true).ShouldBe(CaseState.Healed);
    }

    [Fact]
    public void What_only_stood_by_or_was_read_in_logs_alone_is_in_no_ones_way()
    {
        Prove(Seen("second", Part.Bystander)).ShouldBe(CaseState.Healed);
        Prove(Seen("second", Part.Contributes, Vantage.Logs)).ShouldBe(CaseState.Healed);
    }

    [Fact]
    public void Somebody_who_signed_in_since_refutes_what_only_contributed()
    {
        Prove(Seen("second", Part.Contributes), signedIn: 1).ShouldBe(CaseState.Healed);
        Prove(Seen("second", Part.Cause), signedIn: 1).ShouldNotBe(CaseState.Healed);
    }

    [Fact]
    public void It_is_looked_at_again_once_and_no_case_goes_round_and_round() => Prove(Seen("second", Part.Contributes), helped: ["first"]).ShouldBe(CaseState.Healed);

    [Theory]
    [InlineData("account-state", 59, 0)]
    [InlineData("account-state", 61, 1)]
    [InlineData("termservice-down", 5, 1)]
    public void What_stood_by_a_host_that_is_well_opens_no_other_case_within_the_hour(string detector, int minutes, int news)
    {
        var last = Ended(CaseState.Suppressed, Seen("account-state", Part.Bystander));
        Machine.News(last, [Some.Signal(Now, 1) with { Detector = detector }], Now.AddMinutes(minutes)).Count.ShouldBe(news);
    }

    [Fact]
    public void A_cause_that_did_not_last_is_news_at_once() =>
        Machine.News(Ended(CaseState.Suppressed, Seen("account-state", Part.Cause)), [Some.Signal(Now, 1) with { Detector = "account-state" }], Now.AddMinutes(5)).Count.ShouldBe(1);

    private static Case Ended(CaseState state, Diagnosis seen) => Machine.Open(Some.HostId, "vm-1", null, 1, Now).Case with { State = state, EndedAt = Now, Diagnoses = [seen] };

    /// <summary>Never there, and what it does always helps.</summary>
    private sealed class Works(string id) : IFailure
    {
        public FailureId Id { get; } = new(id);

        public IReadOnlyList<Detector> Detectors { get; } = [];

        public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now) => null;

        public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new() { Failure = Id, ForPerson = "For somebody: look." };

        public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => new(CureVerdict.Cured, "It works.");
    }
}
