using System.Globalization;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Evidence;

/// <summary>
/// Just-in-time machine access of Defender for Cloud: a Deny of everybody for one machine's port, and while somebody was let in, an Allow above it for his
/// address. That the Deny stands is the normal state. (Microsoft Defender for Cloud, just-in-time machine access)
/// </summary>
public static class JustInTimeAccess
{
    /// <summary>What names begin with, the newer first; the older are still in use.</summary>
    private static readonly string[] Prefix = ["MicrosoftDefenderForCloud-JITRule", "SecurityCenter-JITRule"];

    /// <summary>Is it a rule of just-in-time access?</summary>
    public static bool Owns(string? rule) => rule is not null && Array.Exists(Prefix, prefix => rule.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The rule of a group that closes a port to whoever did not ask, where nobody knows from which address people come; null: none does, or another rule
    /// may decide before it.
    /// </summary>
    /// <param name="address">Of the machine; null: not known, and then a rule is for it unless it names no such port.</param>
    public static string? Closing(IReadOnlyDictionary<string, RuleSnapshot> group, int port, string? address)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        var about = group
            .Where(rule => rule.Value.Direction.Equals("Inbound", StringComparison.OrdinalIgnoreCase) && (rule.Value.Protocol is "*" || rule.Value.Protocol.Equals("Tcp", StringComparison.OrdinalIgnoreCase)))
            .Where(rule => rule.Value.Ports.Any(range => PortRanges.Overlap(range, text)) && Prefixes.May(rule.Value.Destinations, address))
            .OrderBy(rule => rule.Value.Priority)
            .SkipWhile(rule => MattersToNobodyElse(rule.Key, rule.Value))
            .FirstOrDefault();
        return about.Value is { Access: "Deny" } deny && Owns(about.Key) && deny.Sources.Any(Prefixes.IsEverything) ? about.Key : null;
    }

    /// <summary>It is for those who asked, for probes of load balancers, or denies some addresses only: what becomes of all others is decided beneath it.</summary>
    private static bool MattersToNobodyElse(string name, RuleSnapshot rule) => !rule.Sources.Any(Prefixes.IsEverything)
        && (rule.Access == "Deny" || Owns(name) || rule.Sources.All(source => source.Equals("AzureLoadBalancer", StringComparison.OrdinalIgnoreCase)));
}
