namespace RdpMedic.Healing.Safety;

/// <summary>Somebody stopped everything. No new step starts; what is lent is still given back.</summary>
public sealed class Paused : IGate
{
    public string Name => GateNames.Paused;

    public Refusal? Judge(GateQuestion question) => question.Facts.Paused is { } reason ? new Refusal(Name, reason, "not paused") : null;
}
