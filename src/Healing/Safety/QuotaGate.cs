namespace RdpMedic.Healing.Safety;

/// <summary>Each kind of step has a quota in each pool, whoever asks for it.</summary>
public sealed class QuotaGate : IGate
{
    public string Name => GateNames.Quota;

    public Refusal? Judge(GateQuestion question) => question.Policy.Over(question.Step.Name, question.Facts.Pool, question.Case.Id, question.Now) is { } over
        ? new Refusal(Name, $"{over.Made} of {over.Step} in this pool", $"{over.Quota.Most} within {over.Quota.Per.TotalHours:0.#} hours", over.OpensAt)
        : null;
}
