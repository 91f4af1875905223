using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Tests.Evidence;

public sealed class ProbeFactsTests
{
    private static readonly ProbeEnding[] Healthy = [ProbeEnding.Answered, ProbeEnding.SslRequired, ProbeEnding.HybridRequired];

    [Fact]
    public void Every_ending_but_three_is_a_failing_one_and_has_a_meaning()
    {
        Enum.GetValues<ProbeEnding>().Where(ending => ending.IsAsGoodAsHealthy()).ShouldBe(Healthy, ignoreOrder: true);
        Enum.GetValues<ProbeEnding>().Where(ending => ending != ProbeEnding.Answered && ending.Reading() == ProbeEnding.Answered.Reading()).ShouldBeEmpty();
        Enum.GetValues<ProbeEnding>().Where(ending => ending.Outcome() == ProbeOutcome.Answered).ShouldBe([ProbeEnding.Answered]);
    }

    /// <summary>Code that only knows the outcome, and cases that were stored before there were endings, still mean the same.</summary>
    [Theory]
    [InlineData(ProbeOutcome.Refused, null, ProbeEnding.Refused)]
    [InlineData(ProbeOutcome.Timeout, null, ProbeEnding.TimedOut)]
    [InlineData(ProbeOutcome.NoAnswer, null, ProbeEnding.Silent)]
    [InlineData(ProbeOutcome.NegotiationRefused, 2, ProbeEnding.SslNotAllowed)]
    [InlineData(ProbeOutcome.NegotiationRefused, 3, ProbeEnding.NoCertificate)]
    [InlineData(ProbeOutcome.TlsFailed, null, ProbeEnding.TlsFailed)]
    [InlineData(ProbeOutcome.Answered, null, ProbeEnding.Answered)]
    public void An_outcome_alone_gives_its_likeliest_ending(ProbeOutcome outcome, int? failure, ProbeEnding ending) =>
        new ProbeFacts(outcome, failure, null, null, null, Reached: true).Ending.ShouldBe(ending);

    [Fact]
    public void Facts_survive_being_stored()
    {
        var facts = new ProbeFacts(ProbeOutcome.TlsFailed, null, "AA", "CN=x", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Reached: true)
        {
            Ending = ProbeEnding.TlsTooOld, TlsVersion = "1.0", Names = ["x"], Chain = ["AA"], Ntlm = new NtlmNames("X", "D", null, null, "10.0.20348"), ClockSkewSeconds = -720, Earlier = true,
        };
        var read = Json.Read<ProbeFacts>(Json.Write(facts));
        Json.Write(read).ShouldBe(Json.Write(facts));
        (read.Ending, read.Ntlm, read.Earlier).ShouldBe((ProbeEnding.TlsTooOld, facts.Ntlm, true));
        Json.Read<ProbeFacts>("""{"outcome":"no-answer","reached":true}""").Ending.ShouldBe(ProbeEnding.Silent);
    }
}
