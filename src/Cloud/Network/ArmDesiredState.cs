using Azure;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Network;

/// <summary>Compares what the operator listed with what is there: one read for each listed group and load balancer.</summary>
public sealed class ArmDesiredState(SecurityRules rules, BackendPools pools, IHosts hosts, Policy policy) : IDesiredState
{
    public async Task<IReadOnlyList<RuleFacts>> DriftedRulesAsync(CancellationToken cancellationToken)
    {
        var drifted = new List<RuleFacts>();
        foreach (var group in policy.Rules.GroupBy(rule => rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                drifted.AddRange((await rules.StandingAsync(group.Key, [.. group], cancellationToken)).Where(rule => rule.State != RuleState.AsListed));
            }
            catch (RequestFailedException)
            {
                // A group that is gone or may not be read is no drift that we could mend; the case of a host behind it says so as evidence.
                continue;
            }
        }

        return drifted;
    }

    public async Task<IReadOnlyList<(DesiredBackend Backend, string HostName, string What)>> DriftedMembersAsync(CancellationToken cancellationToken)
    {
        var drifted = new List<(DesiredBackend, string, string)>();
        var byName = (await hosts.ListAsync(cancellationToken)).GroupBy(host => host.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var group in policy.Backends.GroupBy(backend => backend.LoadBalancer, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                var balancer = await pools.ReadAsync(group.Key, cancellationToken);
                foreach (var backend in group)
                {
                    foreach (var name in backend.Members)
                    {
                        if (byName.TryGetValue(name, out var host) && What(BackendPools.Facts(balancer, backend, host, new HashSet<string>(StringComparer.Ordinal))) is { } what) drifted.Add((backend, name, what));
                    }
                }
            }
            catch (RequestFailedException)
            {
                continue;
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
