using System.Globalization;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>Does a security group let inside clients reach a port? Rules by priority, first match wins, and what no rule allows is refused here.</summary>
public static class Filter
{
    public static bool Allows(SecurityGroup? group, int port)
    {
        return group is null || Deciding(group, port) is { Access: "Allow" };
    }

    /// <summary>The rule that decides; null: none of the group's own does.</summary>
    public static SecurityRule? Deciding(SecurityGroup group, int port) =>
        group.Rules.Values.Where(rule => rule.Direction == "Inbound" && rule.Protocol is ("*" or "Tcp") && rule.Ports.Any(range => Covers(range, port))).MinBy(rule => rule.Priority);

    /// <summary>A range such as 3000-4000, a port, or * takes the port in.</summary>
    public static bool Covers(string range, int port)
    {
        if (range == "*") return true;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return dash < 0
            ? int.Parse(range, CultureInfo.InvariantCulture) == port
            : int.Parse(range.AsSpan(0, dash), CultureInfo.InvariantCulture) <= port && port <= int.Parse(range.AsSpan(dash + 1), CultureInfo.InvariantCulture);
    }
}
