using System.Globalization;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Nothing is done on old evidence: a backlog after an outage is diagnosed anew, never just executed; and what another case wrote since the evidence was
/// collected is not in it, so that its absence there says nothing.
/// </summary>
public sealed class FreshEvidence : IGate
{
    /// <summary>The clocks of two instances may differ, and what is written takes a while to show: evidence from this soon after a write does not count as later.</summary>
    public static TimeSpan Blur { get; } = TimeSpan.FromMinutes(2);

    public string Name => GateNames.FreshEvidence;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Evidence is not { } evidence) return new Refusal(Name, "no evidence", "collected");
        var age = question.Now - evidence.At;
        if (age > question.Policy.Freshness) return new Refusal(Name, $"{age.TotalMinutes:0} minutes old", $"{question.Policy.Freshness.TotalMinutes:0} minutes");
        return question.Facts.Stood.FirstOrDefault(write => write.What == question.Step.Fingerprint && Overtook(write, question)) is { } write
            ? new Refusal(Name, string.Create(CultureInfo.InvariantCulture, $"collected at {evidence.At:u}, and case {write.Case} was through with {question.Step.Name} at {write.At:u}"), $"collected {Blur.TotalMinutes:0} minutes after that", write.At + Blur)
            : null;
    }

    /// <summary>Whether a write of another case may have been made after this case began to look.</summary>
    public static bool Overtook(StandingWrite write, GateQuestion question) => write.Case != question.Case.Id && question.Case.Evidence is { } evidence && evidence.At <= write.At + Blur;
}
