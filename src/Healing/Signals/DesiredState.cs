using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Signals;

/// <summary>Compares what the operator listed with what is there: one read for each listed group and load balancer, however many hosts stand behind it.</summary>
public sealed class DesiredState(ISecurityRules rules, IBackendPools pools, Policy policy)
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

    /// <summary>Enrolled hosts that are listed as members and are not in their pool, or are there with administrative state Down, or whose probe asks another port.</summary>
    public async Task<IReadOnlyList<(Host Host, string What)>> DriftedMembersAsync(HostIndex hosts, CancellationToken cancellationToken)
    {
        var drifted = new List<(Host, string)>();
        foreach (var group in policy.Backends.GroupBy(backend => backend.LoadBalancer, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((await pools.ListAsync(group.Key, cancellationToken)).Value is not { } present) continue;
            foreach (var backend in group)
            {
                foreach (var name in backend.Members)
                {
                    if (hosts.Named(name) is { } host && What(BackendFacts.Of(backend, present, host, Nobody)) is { } what) drifted.Add((host, what));
                }
            }
        }

        return drifted;
    }

    /// <summary>Enrolled hosts whose listed inbound NAT rules are missing, or lead to other ports or machines.</summary>
    public async Task<IReadOnlyList<(Host Host, string What)>> DriftedNatRulesAsync(HostIndex hosts, CancellationToken cancellationToken)
    {
        var drifted = new List<(Host, string)>();
        foreach (var group in policy.NatRules.GroupBy(rule => rule.LoadBalancer, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            if ((await pools.NatRulesAsync(group.Key, cancellationToken)).Value is not { } present) continue;
            foreach (var rule in group)
            {
                if (hosts.Named(rule.Host) is not { } host || NatFacts.Of(rule, present, host.InterfaceId) is not { AsListed: false } facts) continue;
                drifted.Add((host, facts.Present ? $"the inbound NAT rule {rule.Name}: {string.Join(", ", facts.Differences)}" : $"the inbound NAT rule {rule.Name} is missing"));
            }
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
