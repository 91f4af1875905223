using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>A host with two faults: what cured the one is not undone because of the other.</summary>
public sealed class TwoFaultsTests
{
    private static readonly Plan AnyPlan = new() { Failure = new FailureId("x"), ForPerson = "x" };

    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static HostEvidence Seen(ProbeOutcome outcome, bool reached = true) => Some.Evidence(Now) with { Probe = Some.Of(new ProbeFacts(outcome, null, null, null, null, reached), Now, Vantage.Probe) };

    [Theory]
    [InlineData(ProbeOutcome.Timeout, CureVerdict.Helped)]
    [InlineData(ProbeOutcome.Refused, CureVerdict.NotCured)]
    public void A_started_service_behind_a_closed_network_has_helped(ProbeOutcome outcome, CureVerdict verdict) =>
        new TermServiceDown().Prove(Some.Machine, Seen(outcome), AnyPlan, default).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(ProbeOutcome.Refused, CureVerdict.Helped)]
    [InlineData(ProbeOutcome.Timeout, CureVerdict.NotCured)]
    public void An_open_network_before_a_stopped_service_has_helped(ProbeOutcome outcome, CureVerdict verdict) =>
        new NsgDeny().Prove(Some.Machine, Seen(outcome), AnyPlan, default).Verdict.ShouldBe(verdict);

    [Fact]
    public void Silence_of_a_host_that_never_answered_here_tells_nothing() =>
        new TermServiceDown().Prove(Some.Machine, Seen(ProbeOutcome.Timeout, reached: false), AnyPlan, default).Verdict.ShouldBe(CureVerdict.CannotTell);
}
