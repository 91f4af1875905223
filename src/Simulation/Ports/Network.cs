using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>Security rules and backend pools with their entity tags.</summary>
public sealed class Network(SimulatedAzure azure, Line line, Hands hands) : ISecurityRules, IBackendPools
{
    internal const string Locked = "409 ScopeLocked: a lock is on it";

    public Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Answer<IReadOnlyDictionary<string, RuleSnapshot>>.Of(Group(group).Rules.Values.ToDictionary(rule => rule.Name, Snapshot, StringComparer.OrdinalIgnoreCase)));

    public Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Group(group).Rules.TryGetValue(name, out var rule) ? new TaggedRule(Snapshot(rule), rule.ETag) : null);

    public Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return line.WriteAsync(Service.Azure, () =>
        {
            var rules = Group(group).Rules;
            if (azure.Fleet.Locked(group)) return Locked;
            if (rules.GetValueOrDefault(name)?.ETag != etag) return "412 somebody wrote the rule in the meantime";
            rules[name] = new SecurityRule
            {
                Name = name,
                Priority = rule.Priority,
                Access = rule.Access,
                Direction = rule.Direction,
                Protocol = rule.Protocol,
                Sources = rule.Sources,
                SourcePorts = rule.SourcePorts,
                Destinations = rule.Destinations,
                Ports = rule.Ports,
                Description = rule.Description,
                ETag = azure.Fleet.NextETag(),
            };
            hands.Landed(work, $"rule {group}/{name}", $"{rule.Access} {string.Join(',', rule.Ports)} {rule.Priority}");
            return null;
        });
    }

    public Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return line.WriteAsync<string?>(Service.Azure, () =>
        {
            if (azure.Fleet.Locked(group, deletes: true)) return Locked;
            Group(group).Rules.Remove(name);
            hands.Landed(work, $"rule {group}/{name}", null);
            return null;
        });
    }

    Task<Answer<IReadOnlyList<PoolState>>> IBackendPools.ListAsync(string loadBalancer, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Answer<IReadOnlyList<PoolState>>.Of([.. Balancer(loadBalancer).Pools.Values.Select(pool => State(pool, Balancer(loadBalancer)))]));

    Task<Answer<IReadOnlyList<NatState>>> IBackendPools.NatRulesAsync(string loadBalancer, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Answer<IReadOnlyList<NatState>>.Of([.. Balancer(loadBalancer).NatRules.Values.Select(rule => new NatState(rule.Name, rule.FrontendPort, rule.BackendPort, rule.Machine is { } name && azure.Fleet.Machines.TryGetValue(name, out var machine) ? machine.InterfaceId.ToLowerInvariant() : null))]));

    public Task<TaggedNat?> FindNatAsync(string loadBalancer, string name, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Balancer(loadBalancer).NatRules.TryGetValue(name, out var rule) ? new TaggedNat(new NatState(rule.Name, rule.FrontendPort, rule.BackendPort, rule.Machine is { } machine ? azure.Fleet.Machines.GetValueOrDefault(machine)?.InterfaceId.ToLowerInvariant() : null), rule.ETag) : null);

    public Task<string?> SetNatPortsAsync(string loadBalancer, TaggedNat rule, int frontend, int backend, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return line.WriteAsync(Service.Azure, () =>
        {
            var rules = Balancer(loadBalancer).NatRules;
            if (azure.Fleet.Locked(loadBalancer)) return Locked;
            if (rules.GetValueOrDefault(rule.Rule.Name)?.ETag != rule.ETag) return "412 somebody wrote the NAT rule in the meantime";
            rules[rule.Rule.Name] = rules[rule.Rule.Name] with { FrontendPort = frontend, BackendPort = backend, ETag = azure.Fleet.NextETag() };
            hands.Landed(work, $"nat {loadBalancer}/{rule.Rule.Name}", $"{frontend} to {backend}");
            return null;
        });
    }

    public Task<Answer<PoolState>> ReadAsync(string loadBalancer, string pool, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
        Answer<PoolState>.Of(State(Balancer(loadBalancer).Pools[pool], Balancer(loadBalancer))));

    public Task<string?> SetMemberAsync(string loadBalancer, PoolState pool, Host host, string address, string? state, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return line.WriteAsync(Service.Azure, () =>
        {
            var there = Balancer(loadBalancer).Pools[pool.Name];
            if (azure.Fleet.Locked(loadBalancer)) return Locked;
            if (there.ETag != pool.ETag) return "412 somebody wrote the pool in the meantime";
            var name = there.Members.Values.FirstOrDefault(member => member.Address == address)?.Name ?? host.Name;
            if (state is null) there.Members.Remove(name);
            else there.Members[name] = new BackendMember(name, address, state);
            there.ETag = azure.Fleet.NextETag();
            hands.Landed(work, $"member {loadBalancer}/{pool.Name}/{address}", state);
            return null;
        });
    }

    private SecurityGroup Group(string id) => azure.Fleet.SecurityGroups.Values.FirstOrDefault(group => string.Equals(group.Id, id, StringComparison.OrdinalIgnoreCase)) ?? throw new FinalException("404 ResourceNotFound");

    private LoadBalancer Balancer(string id) => azure.Fleet.LoadBalancers.Values.FirstOrDefault(balancer => string.Equals(balancer.Id, id, StringComparison.OrdinalIgnoreCase)) ?? throw new FinalException("404 ResourceNotFound");

    private static PoolState State(BackendPool pool, LoadBalancer balancer) =>
        new(pool.Name, pool.ETag, pool.Members.Values.ToDictionary(member => member.Address, member => member.AdminState, StringComparer.Ordinal), AddressBased: true, balancer.Probes.Values.FirstOrDefault());

    private static RuleSnapshot Snapshot(SecurityRule rule) => new()
    {
        Priority = rule.Priority,
        Access = rule.Access,
        Direction = rule.Direction,
        Protocol = rule.Protocol,
        Sources = rule.Sources,
        SourcePorts = rule.SourcePorts,
        Destinations = rule.Destinations,
        Ports = rule.Ports,
        Description = rule.Description,
    };
}
