using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.World;

/// <summary>What the operator of a run has set: listed state as it is before anything breaks, and autonomy that differs from pool to pool.</summary>
public static class Operators
{
    public static Policy Policy(SimulatedAzure azure, Dice dice)
    {
        var fleet = azure.Fleet;
        var pools = fleet.Machines.Values.Select(machine => Inventory.Of(azure, machine).Pool.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var autonomy = new Dictionary<string, Autonomy>(StringComparer.Ordinal);
        foreach (var pool in pools)
        {
            if (dice.Chance(0.12)) autonomy[pool] = Autonomy.Observe;
            else if (dice.Chance(0.15)) autonomy[pool] = Autonomy.Approve;
        }

        var rules = fleet.SecurityGroups.Values.Select(group => Listed(group, group.Rules["allow-rdp-inside"])).ToList();
        // An operator lists a rule that nobody may write; the check at start would have refused it, so the gates are all that is left.
        if (dice.Chance(0.15)) rules.Add(rules[0] with { Name = "allow-rdp-anywhere", Priority = 310, Sources = ["*"] });
        // Or one for session hosts, which need none.
        if (dice.Chance(0.5)) rules.Add(Desktops(azure));
        return new Policy
        {
            MaxActing = 1 + dice.Below(3),
            MaxActingPercent = dice.Chance(0.5) ? 20 : 50,
            AutonomyByPool = autonomy,
            CollectInGuest = true,
            OwnIdentity = Ownership.Us,
            Cooldown = TimeSpan.FromMinutes(45),
            DrainPatience = TimeSpan.FromMinutes(70),
            Deadline = TimeSpan.FromHours(2),
            StormHosts = 3 + dice.Below(3),
            MendResidue = dice.Chance(0.5),
            RegisterHosts = dice.Chance(0.5),
            Rules = rules,
            Backends = [.. fleet.LoadBalancers.Values.Select(balancer => new DesiredBackend { LoadBalancer = balancer.Id, Pool = "rdp", Members = [.. balancer.Pools["rdp"].Members.Keys] })],
        };
    }

    private static DesiredRule Listed(SecurityGroup group, SecurityRule rule) => new()
    {
        NetworkSecurityGroup = group.Id,
        Name = rule.Name,
        Priority = rule.Priority,
        Protocol = rule.Protocol,
        Sources = rule.Sources,
        Destinations = rule.Destinations,
        Ports = rule.Ports,
        Description = rule.Description,
    };

    /// <summary>A group before the session hosts, with a listed rule that is not there.</summary>
    private static DesiredRule Desktops(SimulatedAzure azure)
    {
        var fleet = azure.Fleet;
        var group = new SecurityGroup { Name = "nsg-avd", ResourceGroup = "rg-avd", Id = fleet.IdOf("rg-avd", "Microsoft.Network/networkSecurityGroups", "nsg-avd"), ETag = fleet.NextETag() };
        fleet.SecurityGroups[group.Name] = group;
        foreach (var name in fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Keys)) fleet.Machines[name].SecurityGroup = group.Name;
        return new DesiredRule { NetworkSecurityGroup = group.Id, Name = "allow-rdp-inside", Priority = 300, Sources = ["10.0.0.0/8"], Destinations = ["*"], Ports = ["3389"] };
    }
}
