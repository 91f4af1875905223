namespace RdpMedic.Healing.Safety;

/// <summary>Nothing is done on old evidence: a backlog after an outage is diagnosed anew, never just executed.</summary>
public sealed class FreshEvidence : IGate
{
    public string Name => GateNames.FreshEvidence;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Case.Evidence is not { } evidence) return new Refusal(Name, "no evidence", "collected");
        var age = question.Now - evidence.At;
        return age <= question.Policy.Freshness ? null : new Refusal(Name, $"{age.TotalMinutes:0} minutes old", $"{question.Policy.Freshness.TotalMinutes:0} minutes");
    }
}
