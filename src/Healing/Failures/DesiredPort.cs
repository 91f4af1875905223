using System.Globalization;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Failures;

/// <summary>The port on which RDP ought to be, by what the operator listed.</summary>
internal static class DesiredPort
{
    /// <summary>Ports of the listed rules before this host and of the listed pools that it is a member of, in rising order; ranges name no port. Empty: nothing is listed.</summary>
    public static IReadOnlyList<int> Of(Host host, Policy policy)
    {
        var rules = policy.Rules.Where(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).SelectMany(rule => rule.Ports).Select(Single);
        var pools = policy.Backends.Where(backend => backend.Members.Contains(host.Name, StringComparer.OrdinalIgnoreCase)).Select(backend => (int?)backend.ProbePort);
        return [.. rules.Concat(pools).OfType<int>().Distinct().Order()];
    }

    private static int? Single(string range) => int.TryParse(range, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
