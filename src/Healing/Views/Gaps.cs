using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Views;

/// <summary>What nobody could read, and why. "Not collected" is never "negative", so it is listed.</summary>
public static class Gaps
{
    /// <summary>The missing parts of stored evidence; none without evidence.</summary>
    public static IReadOnlyList<Gap> Of(HostEvidence? evidence)
    {
        if (evidence is null) return [];
        var gaps = new List<Gap>();
        Add(evidence.Machine);
        Add(evidence.Probe);
        Add(evidence.Network);
        Add(evidence.LoadBalancing);
        Add(evidence.SessionHost);
        Add(evidence.Certificate);
        Add(evidence.Changes);
        Add(evidence.Logs);
        Add(evidence.Guest);
        return gaps;

        void Add<T>(Reading<T> reading)
            where T : class
        {
            if (reading.Value is null) gaps.Add(new Gap(reading.Source, reading.NotCollected ?? "not collected"));
        }
    }

    /// <summary>What could not be read just now.</summary>
    public static IEnumerable<Gap> Of(GateFacts facts, HostEvidence now)
    {
        if (now.Machine.Value is null) yield return new Gap(now.Machine.Source, now.Machine.NotCollected ?? "not collected");
        if (facts.Platform.Value is null) yield return new Gap(facts.Platform.Source, facts.Platform.NotCollected ?? "not collected");
        if (facts.Host is not { IsSessionHost: true }) yield break;
        if (facts.SessionHost.Value is null) yield return new Gap(facts.SessionHost.Source, facts.SessionHost.NotCollected ?? "not collected");
        if (facts.Capacity.Value is null) yield return new Gap("room of the host pool", facts.Capacity.NotCollected ?? "not collected");
    }
}
