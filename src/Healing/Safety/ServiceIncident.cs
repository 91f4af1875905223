namespace RdpMedic.Healing.Safety;

/// <summary>While Azure itself has an incident or maintenance on the host, nothing is repaired there: it would treat a symptom of something that passes.</summary>
public sealed class ServiceIncident : IGate
{
    public string Name => GateNames.ServiceIncident;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Facts.Platform.Value is not { } platform) return new Refusal(Name, $"not known: {question.Facts.Platform.NotCollected}", "known");
        return platform.Incident is { } incident ? new Refusal(Name, incident, "no incident of the platform") : null;
    }
}
