using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Signals;

/// <summary>Compares what the operator listed with what is there: one read for each listed group and load balancer, however many hosts stand behind it.</summary>
public sealed class DesiredState(ISecurityRules rules, IBackendPools pools, IHosts hosts, Policy policy)
{
    private static readonly HashSet<string> Nobody = new(StringComparer.Ordinal);

    /// <summary>Listed rules that are missing or altered now. A group that is gone or may not be read is no drift that we could mend; the case of a host behind it says so as evidence.</summary>
    public async Task<IReadOnlyList<RuleFacts>> DriftedRulesAsync(CancellationToken cancellationToken)
    {
        var drifted = new List<RuleFacts>();
        foreach (var group in policy.Rules.GroupBy(rule => rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((await rules.ListAsync(group.Key, cancellationToken)).Value is { } present)
                drifted.AddRange(group.Select(rule => RuleSnapshot.Standing(rule, present)).Where(rule => rule.State != RuleState.AsListed));
        }

        return drifted;
    }

    /// <summary>Listed members that are not in their pool, or are there with administrative state Down, or whose probe asks another port; by host name.</summary>
    public async Task<IReadOnlyList<(DesiredBackend Backend, string HostName, string What)>> DriftedMembersAsync(CancellationToken cancellationToken)
    {
        var drifted = new List<(DesiredBackend, string, string)>();
        var byName = (await hosts.ListAsync(cancellationToken)).GroupBy(host => host.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var group in policy.Backends.GroupBy(backend => backend.LoadBalancer, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((await pools.ListAsync(group.Key, cancellationToken)).Value is not { } present) continue;
            foreach (var backend in group)
            {
                foreach (var name in backend.Members)
                {
                    if (byName.TryGetValue(name, out var host) && What(BackendFacts.Of(backend, present, host, Nobody)) is { } what) drifted.Add((backend, name, what));
                }
            }
        }

        return drifted;
    }

    /// <summary>Listed inbound NAT rules that are missing, or lead to other ports or machines; by host name.</summary>
    public async Task<IReadOnlyList<(string HostName, string What)>> DriftedNatRulesAsync(CancellationToken cancellationToken)
    {
        var drifted = new List<(string, string)>();
        var interfaces = (await hosts.ListAsync(cancellationToken)).GroupBy(host => host.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First().InterfaceId, StringComparer.OrdinalIgnoreCase);
        foreach (var group in policy.NatRules.GroupBy(rule => rule.LoadBalancer, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((await pools.NatRulesAsync(group.Key, cancellationToken)).Value is not { } present) continue;
            foreach (var facts in group.Where(rule => interfaces.ContainsKey(rule.Host)).Select(rule => NatFacts.Of(rule, present, interfaces[rule.Host])).Where(facts => !facts.AsListed))
                drifted.Add((facts.Desired.Host, facts.Present ? $"the inbound NAT rule {facts.Desired.Name}: {string.Join(", ", facts.Differences)}" : $"the inbound NAT rule {facts.Desired.Name} is missing"));
        }

        return drifted;
    }

    private static string? What(BackendFacts facts)
    {
        if (!facts.Member) return $"listed in {facts.Desired.Pool} and not in it";
        if (facts.AdminDown) return $"set Down in {facts.Desired.Pool}";
        return facts.ProbePort == facts.Desired.ProbePort ? null : $"the probe of {facts.Desired.Pool} asks port {facts.ProbePort}";
    }
}
