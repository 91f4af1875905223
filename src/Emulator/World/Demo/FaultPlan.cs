using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Demo;

/// <summary>Chooses by seed which hosts break, how, and when: about a quarter of the fleet, all four failures among them, and some that nobody can mend.</summary>
public static class FaultPlan
{
    private static readonly (string Failure, string Variant, Expectation Expected)[] OfMachines =
    [
        ("termservice-down", "stopped", Expectation.Healed),
        ("cert-custom-invalid", "expired", Expectation.Healed),
        ("lb-misconfig", "down", Expectation.Healed),
        ("cert-custom-invalid", "key-unreadable", Expectation.Healed),
        ("termservice-down", "broken", Expectation.Escalated),
        ("lb-misconfig", "removed", Expectation.Healed),
        ("cert-expiring", "soon", Expectation.Healed),
        ("termservice-down", "hangs", Expectation.Healed),
    ];

    private static readonly (string Failure, string Variant, Expectation Expected)[] OfSessionHosts =
    [
        ("termservice-down", "stopped", Expectation.Healed),
        ("termservice-down", "hangs", Expectation.Healed),
        ("termservice-down", "broken", Expectation.Escalated),
    ];

    /// <summary>The first fault is three minutes after the start, the last ten.</summary>
    public static IReadOnlyList<PlannedFault> For(Fleet fleet, int seed)
    {
        var chance = new Random(unchecked(seed * 7919));
        var start = fleet.Now;
        var faults = new List<PlannedFault>();
        var total = Math.Max(5, fleet.Machines.Count / 4);
        var groups = fleet.SecurityGroups.Values.ToList();
        faults.Add(NetworkFault(fleet, groups[0], groups.Count > 1 ? "deleted" : "altered", Expectation.Healed, At()));
        if (groups.Count > 1) faults.Add(NetworkFault(fleet, groups[1], "altered", Expectation.Healed, At()));
        if (groups.Count > 2) faults.Add(NetworkFault(fleet, groups[2], "deleted-below-deny", Expectation.Escalated, At()));
        var desktops = fleet.HostPools.Values.Where(pool => pool.Type == "Pooled").SelectMany(pool => pool.Hosts.Keys).OrderBy(_ => chance.Next()).ToList();
        // Behind a rule that nobody here may lift, no other cure could be proved.
        var closed = faults.Where(fault => fault.Expected == Expectation.Escalated).Select(fault => fleet.Machines[fault.Host].SecurityGroup).ToHashSet(StringComparer.Ordinal);
        var machines = fleet.Machines.Values.Where(IsOurs).Where(machine => !closed.Contains(machine.SecurityGroup) && faults.TrueForAll(fault => fault.Host != machine.Name)).Select(machine => machine.Name).Except(fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Keys), StringComparer.Ordinal).OrderBy(_ => chance.Next()).ToList();
        var avd = Math.Min(Math.Max(2, total / 3), desktops.Count);
        for (var index = 0; index < avd; index++)
        {
            var (failure, variant, expected) = OfSessionHosts[index % OfSessionHosts.Length];
            faults.Add(new PlannedFault(desktops[index], failure, variant, At(), expected));
        }

        for (var index = 0; faults.Count < total && index < machines.Count; index++)
        {
            var (failure, variant, expected) = OfMachines[index % OfMachines.Length];
            faults.Add(new PlannedFault(machines[index], failure, variant, At(), expected));
        }

        var stranger = fleet.Machines.Values.FirstOrDefault(machine => !machine.Tags.ContainsKey("rdpmedic"));
        if (stranger is not null) faults.Add(new PlannedFault(stranger.Name, "termservice-down", "stopped", At(), Expectation.LeftAlone));
        return [.. faults.OrderBy(fault => fault.At)];

        DateTimeOffset At() => start.AddMinutes(3 + (chance.NextDouble() * 7));
    }

    private static bool IsOurs(Machine machine) => machine.Tags.ContainsKey("rdpmedic") && !machine.Tags.ContainsKey("rdpmedic-role");

    /// <summary>A rule stands before all machines of a group; the first of them by name carries the case.</summary>
    private static PlannedFault NetworkFault(Fleet fleet, SecurityGroup group, string variant, Expectation expected, DateTimeOffset at) =>
        new(fleet.Machines.Values.First(machine => machine.SecurityGroup == group.Name).Name, "nsg-deny", variant, at, expected);
}
