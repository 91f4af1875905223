using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Cloud.Doctor;

/// <summary>In which resource groups which actions are needed: it follows from where the enrolled hosts, their pools, and the listed rules and load balancers are.</summary>
public static class RightScopes
{
    private const string Desktops = "Microsoft.DesktopVirtualization/";

    private const string Rules = "Microsoft.Network/networkSecurityGroups/";

    private const string Balancers = "Microsoft.Network/loadBalancers/";

    /// <summary>By resource group (its id in lower case): the actions of <paramref name="needed"/> that something there is called with.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlyList<Host> hosts, Policy policy, IReadOnlyList<string> needed)
    {
        var enrolled = hosts.Where(host => host.Enrolled).ToList();
        var scopes = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var desktops = Groups(enrolled.Select(host => host.SessionHostId));
        var rules = Groups(enrolled.SelectMany(host => host.NetworkSecurityGroups).Concat(policy.Rules.Select(rule => rule.NetworkSecurityGroup)));
        var balancers = Groups(policy.Backends.Select(backend => backend.LoadBalancer));
        var machines = Groups(enrolled.Select(host => host.Id.Value));
        foreach (var group in machines.Union(desktops, StringComparer.Ordinal).Union(rules, StringComparer.Ordinal).Union(balancers, StringComparer.Ordinal))
        {
            var here = needed.Where(action => (Kind(action) switch { Desktops => desktops, Rules => rules, Balancers => balancers, _ => machines }).Contains(group)).ToList();
            if (here.Count > 0) scopes[group] = here;
        }

        return scopes;
    }

    private static string Kind(string action) => Array.Find([Desktops, Rules, Balancers], kind => action.StartsWith(kind, StringComparison.OrdinalIgnoreCase)) ?? "";

    private static HashSet<string> Groups(IEnumerable<string?> resources)
    {
        const string providers = "/providers/";
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            var id = resource?.ToLowerInvariant() ?? "";
            if (id.IndexOf(providers, StringComparison.Ordinal) is var end and > 0) groups.Add(id[..end]);
        }

        return groups;
    }
}
