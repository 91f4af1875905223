using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Signals;

/// <summary>The signals of one sweep, by host in the order of the inventory. Holds as many as a fleet has hosts without sorting or hashing them again.</summary>
/// <param name="hosts">The inventory.</param>
internal sealed class Findings(IReadOnlyList<Host> hosts)
{
    /// <summary>By host: the place of its newest signal, counted from 1.</summary>
    private readonly int[] newest = new int[hosts.Count];

    private readonly List<(Signal Signal, int Before)> all = [];

    public int Count => all.Count;

    public void Add(int host, Signal signal)
    {
        all.Add((signal, newest[host]));
        newest[host] = all.Count;
    }

    /// <summary>Each host that has any, with them by the detector's name.</summary>
    public IEnumerable<(Host Host, IReadOnlyList<Signal> Signals)> ByHost()
    {
        for (var host = 0; host < newest.Length; host++)
        {
            if (newest[host] > 0) yield return (hosts[host], Of(host));
        }
    }

    private Signal[] Of(int host)
    {
        var (last, before) = all[newest[host] - 1];
        if (before == 0) return [last];
        var signals = new List<Signal> { last };
        for (var place = before; place > 0; place = all[place - 1].Before) signals.Add(all[place - 1].Signal);
        return [.. signals.OrderBy(signal => signal.Detector, StringComparer.Ordinal)];
    }
}
