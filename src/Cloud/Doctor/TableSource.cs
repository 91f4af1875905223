using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Doctor;

/// <summary>When a table gets rows, which says what its silence means.</summary>
public enum RowsCome
{
    WhenSomethingHappens,

    WhileMachinesRun,

    WhileSessionHostsRun,
}

/// <summary>Where the rows of a table come from.</summary>
/// <param name="Sender">What to look at when they do not come.</param>
/// <param name="Come">When they come.</param>
public sealed record TableSource(string Sender, RowsCome Come)
{
    private const string Pool = "the diagnostic setting of the host pools, category";

    /// <summary>Every table that a detector reads. (Azure Virtual Desktop: send diagnostics to Log Analytics; Azure Monitor Agent: data collection rules)</summary>
    public static IReadOnlyDictionary<string, TableSource> All { get; } = new Dictionary<string, TableSource>(StringComparer.Ordinal)
    {
        ["Event"] = new("the data collection rule with the Windows events, and whether the hosts are joined to it", RowsCome.WhenSomethingHappens),
        ["InsightsMetrics"] = new("VM insights, and whether the hosts are joined to its data collection rule", RowsCome.WhileMachinesRun),
        ["Perf"] = new("the data collection rule with the counters, and whether the hosts are joined to it", RowsCome.WhileMachinesRun),
        ["SecurityEvent"] = new("the data collection rule of Sentinel or Defender, and whether the hosts are joined to it", RowsCome.WhenSomethingHappens),
        ["WVDAgentHealthStatus"] = new($"{Pool} AgentHealthStatus", RowsCome.WhileSessionHostsRun),
        ["WVDConnections"] = new($"{Pool} Connection", RowsCome.WhenSomethingHappens),
        ["WVDErrors"] = new($"{Pool} Error", RowsCome.WhenSomethingHappens),
    };

    /// <summary>
    /// How old the newest row may be. What comes steadily has to be within what a first sweep reads; what comes now and then, within what any sweep still reads.
    /// </summary>
    public TimeSpan Needed => Come == RowsCome.WhenSomethingHappens ? DetectSweep.LongestReach : DetectSweep.FirstReach;

    /// <summary>Whether rows have to come: a host runs that makes them come.</summary>
    public bool IsDue(IReadOnlyList<Host> hosts) => Come switch
    {
        RowsCome.WhileMachinesRun => hosts.Any(host => host is { Enrolled: true, Running: true }),
        RowsCome.WhileSessionHostsRun => hosts.Any(host => host is { Enrolled: true, Running: true, IsSessionHost: true }),
        _ => false,
    };
}
