namespace RdpMedic.Emulator.World.Demo;

/// <summary>One host, as people meet it.</summary>
/// <param name="Id">Full resource id.</param>
/// <param name="SecurityGroup">Name of the group before it; null: none.</param>
/// <param name="Wrong">Why people cannot work on it; null: they can.</param>
public sealed record HostReport(string Name, string Id, string? SecurityGroup, string? Wrong);

/// <summary>The world's own account of itself: what a judge needs, and what is never told to the product.</summary>
/// <param name="Start">World time when it began.</param>
/// <param name="Now">World time.</param>
/// <param name="Hosts">By name.</param>
/// <param name="Faults">What befalls hosts, in order; <see cref="PlannedFault.Done"/> says whether it happened yet.</param>
/// <param name="Unsafe">Things that must never happen and did.</param>
/// <param name="LeftBehind">What is lent just now; once every case has ended there may be nothing.</param>
/// <param name="Refused">Calls that no face of the emulator serves.</param>
/// <param name="Calls">HTTP calls by service.</param>
/// <param name="Effects">What took hold, by host and step.</param>
public sealed record WorldReport(
    DateTimeOffset Start,
    DateTimeOffset Now,
    IReadOnlyList<HostReport> Hosts,
    IReadOnlyList<PlannedFault> Faults,
    IReadOnlyList<string> Unsafe,
    IReadOnlyList<string> LeftBehind,
    IReadOnlyList<string> Refused,
    IReadOnlyDictionary<string, int> Calls,
    IReadOnlyList<EffectCount> Effects)
{
    public static WorldReport Of(Fleet fleet, FleetLife life, DateTimeOffset start, IReadOnlyList<PlannedFault> faults, IEnumerable<string> refused, IReadOnlyDictionary<string, int> calls)
    {
        lock (fleet.Gate)
        {
            life.Watch.Look();
            return new WorldReport(
                start,
                fleet.Now,
                [.. fleet.Machines.Values.Select(machine => new HostReport(machine.Name, machine.Id, machine.SecurityGroup, Truth.WrongWith(fleet, machine.Name)))],
                [.. faults.Select(fault => fault with { })],
                [.. life.Watch.Violations.Order(StringComparer.Ordinal)],
                [.. life.Watch.LeftBehind()],
                [.. refused.Distinct(StringComparer.Ordinal)],
                calls,
                fleet.Effects.Counts());
        }
    }
}
