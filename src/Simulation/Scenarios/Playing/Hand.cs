using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Simulation.Scenarios.Playing;

/// <summary>
/// A hand that is not the product's changes the world. Whatever it changed by whatever way, the consequences follow here: entity tags, rows of the activity
/// log, the books of who wrote what, and since when a machine has been as it is.
/// </summary>
internal sealed class Hand(IScene scene)
{
    private Shape? last;

    private Fleet Fleet => scene.World.Fleet;

    /// <summary>Tells what was written since this hand last acted or looked, and so by others than it: the product, where nobody watches its calls.</summary>
    /// <param name="wrote">Gets the entity, and what it was made; null: it was removed.</param>
    public void Look(Action<string, string?> wrote)
    {
        var now = new Shape(Fleet);
        if (last is { } before)
        {
            Compare(before.Rules, now.Rules, (key, _, rule) => wrote(RuleEntity(key.Group, key.Name), Said(rule)));
            Compare(before.Members, now.Members, (key, _, member) => wrote(MemberEntity(key.Balancer, key.Pool, key.Address), member?.AdminState));
            Compare(before.Open, now.Open, (key, _, open) => wrote($"drain {key}", open == true ? "open" : "drained"));
        }

        last = now;
    }

    /// <summary>Makes a change.</summary>
    /// <param name="isNoted">The change writes its rows of the activity log itself.</param>
    public void Do(string who, Action change, bool isNoted = false)
    {
        var before = new Shape(Fleet);
        change();
        var now = new Shape(Fleet);
        Compare(before.Rules, now.Rules, (key, was, rule) => Rule(who, key.Group, key.Name, was, rule, isNoted));
        Compare(before.Members, now.Members, (key, _, member) => Member(who, key.Balancer, key.Pool, key.Address, member, isNoted));
        Compare(before.Open, now.Open, (key, _, open) => Session(who, key, open == true, isNoted));
        Compare(before.Power, now.Power, (key, _, power) => Powered(who, key, power, before.Since.GetValueOrDefault(key), isNoted));
        if (last is not null) last = new Shape(Fleet);
    }

    private static string? Said(SecurityRule? rule) => rule is null ? null : $"{rule.Access} {string.Join(',', rule.Ports)} {rule.Priority}";

    private string RuleEntity(string group, string rule) => $"rule {Fleet.SecurityGroups[group].Id}/{rule}";

    private string MemberEntity(string balancer, string pool, string address) => $"member {Fleet.LoadBalancers[balancer].Id}/{pool}/{address}";

    private static void Compare<TKey, TValue>(Dictionary<TKey, TValue> before, Dictionary<TKey, TValue> now, Action<TKey, TValue?, TValue?> changed)
        where TKey : notnull
    {
        foreach (var key in before.Keys.Union(now.Keys).ToList())
        {
            var (had, has) = (before.TryGetValue(key, out var was), now.TryGetValue(key, out var value));
            if (had != has || !Equals(was, value)) changed(key, was, value);
        }
    }

    private void Rule(string who, string group, string name, SecurityRule? was, SecurityRule? rule, bool isNoted)
    {
        var there = Fleet.SecurityGroups[group];
        if (rule is not null && was?.ETag == rule.ETag) there.Rules[name] = rule with { ETag = Fleet.NextETag() };
        there.ETag = Fleet.NextETag();
        scene.Wrote(RuleEntity(group, name), who, Said(rule));
        if (!isNoted) Noted(who, $"MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/{(rule is null ? "DELETE" : "WRITE")}", $"{there.Id}/securityRules/{name}");
        foreach (var machine in Fleet.Machines.Values.Where(machine => string.Equals(machine.SecurityGroup, group, StringComparison.OrdinalIgnoreCase))) scene.Meddled(machine.Name);
    }

    private void Member(string who, string balancer, string pool, string address, BackendMember? member, bool isNoted)
    {
        var there = Fleet.LoadBalancers[balancer];
        there.Pools[pool].ETag = Fleet.NextETag();
        scene.Wrote(MemberEntity(balancer, pool, address), who, member?.AdminState);
        if (!isNoted) Noted(who, "MICROSOFT.NETWORK/LOADBALANCERS/BACKENDADDRESSPOOLS/WRITE", $"{there.Id}/backendAddressPools/{pool}");
        if (Fleet.Machines.Values.FirstOrDefault(machine => machine.Address == address) is { } machine) scene.Meddled(machine.Name);
    }

    private void Session(string who, string id, bool open, bool isNoted)
    {
        if (Fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).FirstOrDefault(host => host.Id == id) is not { } host) return;
        host.ETag = Fleet.NextETag();
        scene.Wrote($"drain {id}", who, open ? "open" : "drained");
        if (!isNoted) Noted(who, "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", id);
    }

    private void Powered(string who, string name, Power? power, DateTimeOffset since, bool isNoted)
    {
        scene.Meddled(name);
        if (power is null || !Fleet.Machines.TryGetValue(name, out var machine)) return;
        if (machine.PowerSince == since) machine.PowerSince = scene.Now;
        if (power != Power.Running) machine.Guest.Sessions.Clear();
        if (isNoted) return;
        var operation = power switch { Power.Running or Power.Starting => "START", Power.Stopped or Power.Stopping => "POWEROFF", _ => "DEALLOCATE" };
        Noted(who, $"MICROSOFT.COMPUTE/VIRTUALMACHINES/{operation}/ACTION", machine.Id);
    }

    private void Noted(string who, string operation, string resource) => Fleet.Activities.Add(new Activity(scene.Now, operation, resource, who));

    /// <summary>Everything that the consequences follow from.</summary>
    private sealed class Shape
    {
        public Shape(Fleet fleet)
        {
            foreach (var group in fleet.SecurityGroups.Values)
            {
                foreach (var rule in group.Rules.Values) Rules[(group.Name, rule.Name)] = rule;
            }

            foreach (var balancer in fleet.LoadBalancers.Values)
            {
                foreach (var pool in balancer.Pools.Values)
                {
                    foreach (var member in pool.Members.Values) Members[(balancer.Name, pool.Name, member.Address)] = member;
                }
            }

            foreach (var host in fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values)) Open[host.Id] = host.AllowNewSession;
            foreach (var machine in fleet.Machines.Values) (Power[machine.Name], Since[machine.Name]) = (machine.Power, machine.PowerSince);
        }

        public Dictionary<(string Group, string Name), SecurityRule> Rules { get; } = [];

        public Dictionary<(string Balancer, string Pool, string Address), BackendMember> Members { get; } = [];

        public Dictionary<string, bool?> Open { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Power?> Power { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, DateTimeOffset> Since { get; } = new(StringComparer.Ordinal);
    }
}
