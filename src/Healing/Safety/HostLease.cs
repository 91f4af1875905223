namespace RdpMedic.Healing.Safety;

/// <summary>One acting case per host.</summary>
public sealed class HostLease : IGate
{
    public string Name => GateNames.HostLease;

    public Refusal? Judge(GateQuestion question) =>
        question.Facts.Holder is { } holder && holder != question.Case.Id ? new Refusal(Name, $"held by case {holder}", "free") : null;
}
