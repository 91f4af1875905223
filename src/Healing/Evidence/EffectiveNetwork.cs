using System.Globalization;
using System.Net;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Evidence;

/// <summary>A security rule as it takes effect on a network interface. (Network Watcher, effective security rules)</summary>
/// <param name="Group">Id of the network security group, or of the network manager whose security admin rule it is.</param>
/// <param name="Admin">A security admin rule of Virtual Network Manager: asked before every group, and no group can overrule its Deny.</param>
/// <param name="Direction">Inbound or Outbound.</param>
/// <param name="Access">Allow, Deny, or AlwaysAllow (an admin rule that no group is asked after).</param>
/// <param name="Protocol">Tcp, Udp, or All.</param>
/// <param name="Sources">Prefixes and service tags, a tag's own prefixes with it.</param>
public sealed record EffectiveRule(string Name, string Group, bool Admin, string Direction, string Access, string Protocol, int Priority, IReadOnlyList<string> Sources, IReadOnlyList<string> Destinations, IReadOnlyList<string> Ports)
{
    /// <summary>Is the rule about TCP between the interface and this peer? Inbound the port is the interface's, outbound the peer's.</summary>
    /// <param name="own">The interface's address: a group of a subnet has rules for other machines too. Null: not known.</param>
    public bool Covers(string direction, string peer, int port, string? own = null)
    {
        if (!string.Equals(Direction, direction, StringComparison.OrdinalIgnoreCase) || !(Protocol is "*" || Protocol.Equals("All", StringComparison.OrdinalIgnoreCase) || Protocol.Equals("Tcp", StringComparison.OrdinalIgnoreCase))) return false;
        var text = port.ToString(CultureInfo.InvariantCulture);
        var (theirs, ours) = direction == "Inbound" ? (Sources, Destinations) : (Destinations, Sources);
        return Ports.Any(range => PortRanges.Overlap(range, text)) && theirs.Any(prefix => Prefixes.Cover(prefix, peer)) && Prefixes.May(ours, own);
    }
}

/// <summary>A route as it takes effect on a network interface.</summary>
/// <param name="Source">Default, User or VirtualNetworkGateway.</param>
/// <param name="NextHop">Internet, VirtualAppliance, VirtualNetworkGateway, VnetLocal or None, which drops.</param>
/// <param name="Address">The appliance's address; null: none.</param>
public sealed record EffectiveRoute(string? Name, IReadOnlyList<string> Prefixes, string Source, string NextHop, string? Address);

/// <summary>Whether TCP gets through, and what decides it.</summary>
/// <param name="Direction">Inbound: to the RDP port of the host. Outbound: from the host.</param>
/// <param name="Peer">Who is at the other end: an address, or a service tag.</param>
/// <param name="Rule">The rule that decides.</param>
/// <param name="Group">Where that rule stands (id); null: that could not be told.</param>
/// <param name="Admin">It is a security admin rule of Virtual Network Manager.</param>
public sealed record FlowVerdict(string Direction, string Peer, int Port, bool Allowed, string Rule, string? Group, bool Admin)
{
    /// <summary>Nobody wrote that rule: it is what Azure does where no rule decides.</summary>
    public bool ByDefault => Rule.Contains("DenyAll", StringComparison.OrdinalIgnoreCase) || Rule.StartsWith("defaultSecurityRules/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rule's name without what Azure puts before it.</summary>
    public string RuleName => Rule[(Rule.LastIndexOf('/') + 1)..];

    /// <summary>A rule of just-in-time access: that it is closed is the normal state. (Defender for Cloud)</summary>
    public bool JustInTime => JustInTimeAccess.Owns(RuleName);

    /// <summary>The last part of the group's id.</summary>
    public string GroupName => Group is { } id ? id[(id.LastIndexOf('/') + 1)..] : "an unnamed group";
}

/// <summary>All rules and routes in effect on a host's network interface.</summary>
public sealed record EffectiveNetwork(IReadOnlyList<EffectiveRule> Rules, IReadOnlyList<EffectiveRoute> Routes)
{
    /// <summary>
    /// What becomes of TCP with this peer: security admin rules first, whose Deny is final and whose AlwaysAllow ends the question; then every group on the
    /// way (subnet and interface), of which each one has to allow. Where a group has no rule for it, Azure's default decides. (Network security groups overview)
    /// </summary>
    /// <param name="own">The interface's address; null: not known.</param>
    public FlowVerdict Decide(string direction, string peer, int port, string? own = null)
    {
        var covering = Rules.Where(rule => rule.Covers(direction, peer, port, own)).ToList();
        var admin = covering.Where(rule => rule.Admin && rule.Access != "Allow").MinBy(rule => rule.Priority);
        if (admin is not null) return By(admin, admin.Access != "Deny");
        FlowVerdict? last = null;
        foreach (var group in Rules.Where(rule => !rule.Admin).GroupBy(rule => rule.Group, StringComparer.OrdinalIgnoreCase))
        {
            if (covering.Where(rule => !rule.Admin && string.Equals(rule.Group, group.Key, StringComparison.OrdinalIgnoreCase)).MinBy(rule => rule.Priority) is { } first)
                last = By(first, first.Access != "Deny");
            else
                last = new FlowVerdict(direction, peer, port, direction == "Outbound", direction == "Outbound" ? "defaultSecurityRules/AllowInternetOutBound" : "defaultSecurityRules/DenyAllInBound", group.Key, false);
            if (!last.Allowed) return last;
        }

        return last ?? new FlowVerdict(direction, peer, port, true, "no security group", null, false);

        FlowVerdict By(EffectiveRule rule, bool allowed) => new(direction, peer, port, allowed, rule.Name, rule.Group, rule.Admin);
    }

    /// <summary>The route that everything takes for which there is no other; null: not told.</summary>
    public EffectiveRoute? Default => Routes.FirstOrDefault(route => route.Prefixes.Contains("0.0.0.0/0", StringComparer.Ordinal));
}

/// <summary>Address prefixes and service tags as rules have them.</summary>
public static class Prefixes
{
    private static readonly string[] Everything = ["*", "Any", "0.0.0.0/0", "::/0"];

    /// <summary>Every address, the internet's with them.</summary>
    public static bool IsEverything(string prefix) => Everything.Contains(prefix, StringComparer.OrdinalIgnoreCase);

    /// <summary>May these take the address in? Only what clearly names other addresses does not: a tag, a group of applications, or an address that nobody knows counts as yes.</summary>
    public static bool May(IReadOnlyList<string> prefixes, string? address) =>
        address is null || prefixes.Count == 0 || prefixes.Any(prefix => !(IPNetwork.TryParse(prefix, out _) || IPAddress.TryParse(prefix, out _)) || Cover(prefix, address));

    /// <param name="peer">An address, or a service tag of something on the internet.</param>
    public static bool Cover(string prefix, string peer)
    {
        if (IsEverything(prefix) || string.Equals(prefix, peer, StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(peer, out var address)) return prefix.Equals("Internet", StringComparison.OrdinalIgnoreCase) || (prefix.Equals("AzureCloud", StringComparison.OrdinalIgnoreCase) && peer != "Internet");
        if (prefix.Equals("Internet", StringComparison.OrdinalIgnoreCase)) return !Private(address);
        if (prefix.Equals("VirtualNetwork", StringComparison.OrdinalIgnoreCase)) return Private(address);
        return IPNetwork.TryParse(prefix, out var network) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
    }

    /// <summary>The first address of a source as rules list them; null: it is no address (a tag, or everything).</summary>
    public static string? First(string source) => IPNetwork.TryParse(source, out var network) && network.PrefixLength > 0 ? Next(network) : IPAddress.TryParse(source, out _) ? source : null;

    private static string Next(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        // The first address names the network itself.
        if (network.PrefixLength < (bytes.Length * 8) - 1) bytes[^1] |= 1;
        return new IPAddress(bytes).ToString();
    }

    /// <summary>RFC 1918, and the platform's own shared ranges.</summary>
    private static bool Private(IPAddress address) => address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..];
}
