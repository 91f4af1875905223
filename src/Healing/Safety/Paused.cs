namespace RdpMedic.Healing.Safety;

/// <summary>Somebody stopped everything, or this pool. No new step starts; what is lent is still given back.</summary>
public sealed class Paused : IGate
{
    public string Name => GateNames.Paused;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Facts.Paused is { } reason) return new Refusal(Name, reason, "not paused");
        return question.Facts.Pool.Pause is { Paused: true } pool ? new Refusal(Name, $"the pool is paused: {pool.Said}", "not paused") : null;
    }
}
