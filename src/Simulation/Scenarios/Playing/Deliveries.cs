using RdpMedic.Simulation.Scenarios.Format;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>The section <c>deliver</c>, and outages of the workspace: all the trouble that a scenario has with its transport.</summary>
internal static class Deliveries
{
    /// <param name="twice">Every message a second time.</param>
    public static Chaos Of(Scenario scenario, DateTimeOffset start, bool twice)
    {
        var (deliver, end) = (scenario.Deliver, start + scenario.Run);
        var rough = twice || deliver is not { Duplicate: 0, Reorder: 0 } || deliver.Delay > TimeSpan.Zero;
        return new Chaos(rough ? twice ? end : deliver.Until ?? end : start)
        {
            Duplicate = twice ? 1 : deliver.Duplicate,
            Late = deliver.Reorder,
            Delay = deliver.Delay,
            LogOutages = [.. scenario.Telemetry.Outages.Select(outage => (outage.From, outage.Until ?? end))],
        };
    }
}
