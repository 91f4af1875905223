using System.Globalization;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Evidence;

/// <summary>Which rules of a network security group let the whole internet in to a port.</summary>
public static class OpenRules
{
    /// <summary>Their names, by priority. A rule beneath a Deny of the whole internet for that port lets nobody in, and does not count.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, RuleSnapshot> present, int port)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        var about = present.Where(rule => rule.Value.Direction == "Inbound" && rule.Value.Protocol is "*" or "Tcp" or "TCP" && rule.Value.Ports.Any(range => PortRanges.Overlap(range, text)) && rule.Value.Sources.Any(SecurityRatchet.OpenToEverybody));
        return [.. about.OrderBy(rule => rule.Value.Priority).ThenBy(rule => rule.Key, StringComparer.Ordinal).TakeWhile(rule => rule.Value.Access == "Allow").Select(rule => rule.Key)];
    }
}
