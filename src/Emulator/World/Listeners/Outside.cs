using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>Does what a session host sends get out? Admin rules first, then its security group, then the route.</summary>
public static class Outside
{
    /// <summary>What a session host needs most.</summary>
    public const string Service = "WindowsVirtualDesktop";

    private static readonly string[] Everything = ["*", "Any", "Internet", "0.0.0.0/0", "AzureCloud"];

    /// <summary>What stops it, in words; null: nothing does.</summary>
    public static string? Stops(Fleet fleet, Machine machine)
    {
        if (Admin(fleet, machine, "Outbound", 443, [.. Everything, Service]) is { Access: not "Allow" } admin) return admin.Access == "Deny" ? admin.Name : Routed(fleet, machine);
        if (machine.SecurityGroup is { } name && Deciding(fleet.SecurityGroups[name], Service, 443) is { Access: "Deny" } rule) return rule.Name;
        return Routed(fleet, machine);
    }

    /// <summary>The admin rule that decides for a port; null: none does.</summary>
    public static AdminRule? Admin(Fleet fleet, Machine machine, string direction, int port, IReadOnlyList<string>? destinations = null) => fleet.AdminRules.Values
        .Where(rule => rule.Direction == direction && rule.IsFor(machine) && rule.Ports.Any(range => Filter.Covers(range, port)) && (destinations is null || rule.Destinations.Any(tag => destinations.Contains(tag, StringComparer.OrdinalIgnoreCase))))
        .OrderBy(rule => rule.Priority).ThenBy(rule => rule.Name, StringComparer.Ordinal)
        .FirstOrDefault(rule => rule.Access != "Allow");

    /// <summary>The group's own outbound rule that decides; null: none, and then Azure's default lets it out.</summary>
    private static SecurityRule? Deciding(SecurityGroup group, string tag, int port) => group.Rules.Values
        .Where(rule => rule.Direction == "Outbound" && rule.Protocol is ("*" or "Tcp") && rule.Ports.Any(range => Filter.Covers(range, port)) && rule.Destinations.Any(one => Everything.Contains(one, StringComparer.OrdinalIgnoreCase) || string.Equals(one, tag, StringComparison.OrdinalIgnoreCase)))
        .MinBy(rule => rule.Priority);

    private static string? Routed(Fleet fleet, Machine machine) => machine.RouteTable is { } name && fleet.RouteTables.TryGetValue(name, out var table)
        ? table switch { { NextHop: "None" } => $"the route of {table.Name}", { NextHop: "VirtualAppliance", ApplianceDrops: true } => $"the appliance {table.Appliance}", _ => null }
        : null;
}
