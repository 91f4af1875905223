using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Demo;

/// <summary>Builds the demo's fleet: half plain virtual machines behind load balancers, half AVD session hosts. The same size and seed give the same fleet.</summary>
public sealed class FleetBuilder(MakeCertificate make, int addressOctet)
{
    public const string Subscription = "5b2f7c1e-6d0a-4c55-9a37-0f6f3d1c2b11";

    /// <summary>Where people and the app connect from.</summary>
    public const string Inside = "10.0.0.0/8";

    /// <summary>Machines in one group, behind one load balancer.</summary>
    private const int GroupSize = 8;

    /// <summary>Session hosts in one pool.</summary>
    private const int PoolSize = 10;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 8 or more than 400 hosts.</exception>
    public Fleet Build(int hosts, int seed, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hosts, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hosts, 400);
        var chance = new Random(seed);
        var fleet = new Fleet(clock, Subscription, "westeurope") { Vault = new Vault { Name = "kv-rdp" }, Make = make };
        var machines = (hosts + 1) / 2;
        for (var number = 1; number <= machines; number++) AddMachine(fleet, number, machines, chance);
        foreach (var balancer in fleet.LoadBalancers.Values) balancer.ETag = fleet.NextETag();
        for (var number = 1; number <= hosts - machines; number++) AddSessionHost(fleet, number, hosts - machines, chance);
        return fleet;
    }

    private void AddMachine(Fleet fleet, int number, int count, Random chance)
    {
        var group = ((number - 1) / GroupSize) + 1;
        var resourceGroup = $"rg-app-{group}";
        var name = $"vm-{number:00}";
        var vault = AddCertificate(fleet, name);
        var machine = Machine(fleet, resourceGroup, name, number, $"nsg-app-{group}", vault.Name, chance);
        NewMachine.Bind(machine, vault.Versions[^1].Certificate, type: 3);
        OwnCertificate.Make(fleet, machine, fleet.Now.AddMonths(-2), fleet.Now.AddMonths(4));
        machine.Tags["rdpmedic-certificate"] = vault.Name;
        // The last machine belongs to nobody here, and the one before it is not to be touched.
        if (number == count) machine.Tags.Remove("rdpmedic");
        if (number == count - 1) machine.Tags["rdpmedic-role"] = "protected";
        AddSecurityGroup(fleet, resourceGroup, $"nsg-app-{group}");
        AddToBalancer(fleet, resourceGroup, $"lb-app-{group}", machine);
    }

    private void AddSessionHost(Fleet fleet, int number, int count, Random chance)
    {
        // The last two hosts of a larger fleet are somebody's own.
        var personal = count >= 10 && number > count - 2;
        var poolName = personal ? "hp-personal" : $"hp-desktop-{((number - 1) / PoolSize) + 1}";
        var resourceGroup = personal ? "rg-avd-personal" : "rg-avd";
        var machine = Machine(fleet, resourceGroup, $"avd-{number:00}", 500 + number, null, null, chance);
        OwnCertificate.Make(fleet, machine, fleet.Now.AddMonths(-2), fleet.Now.AddMonths(4));
        if (!fleet.HostPools.TryGetValue(poolName, out var pool))
            fleet.HostPools[poolName] = pool = new HostPool { Name = poolName, ResourceGroup = resourceGroup, Id = fleet.IdOf(resourceGroup, "Microsoft.DesktopVirtualization/hostPools", poolName), Type = personal ? "Personal" : "Pooled" };
        NewMachine.Join(fleet, pool, machine, personal ? $"owner{number}@corp.example" : null);
    }

    private Machine Machine(Fleet fleet, string resourceGroup, string name, int address, string? securityGroup, string? mayRead, Random chance)
    {
        var booted = fleet.Now.AddDays(-1 - chance.Next(20));
        var id = new byte[16];
        chance.NextBytes(id);
        return NewMachine.Plain(fleet, resourceGroup, name, $"127.{addressOctet}.{address / 250}.{(address % 250) + 1}", new Guid(id), booted, 800 + chance.Next(4000), securityGroup, mayRead);
    }

    private VaultCertificate AddCertificate(Fleet fleet, string machine)
    {
        var certificate = new VaultCertificate { Name = $"rdp-{machine}", Subject = $"CN={machine}.corp.example", DnsNames = [$"{machine}.corp.example"] };
        var version = make(certificate.Subject, certificate.Usages, fleet.Now.AddMonths(-3), fleet.Now.AddMonths(9));
        certificate.Versions.Add(new VaultVersion(version.Thumbprint[..32].ToLowerInvariant(), version));
        return fleet.Vault.Certificates[certificate.Name] = certificate;
    }

    private static void AddSecurityGroup(Fleet fleet, string resourceGroup, string name)
    {
        if (fleet.SecurityGroups.ContainsKey(name)) return;
        var group = new SecurityGroup { Name = name, ResourceGroup = resourceGroup, Id = fleet.IdOf(resourceGroup, "Microsoft.Network/networkSecurityGroups", name), ETag = fleet.NextETag() };
        group.Rules["allow-rdp-inside"] = new SecurityRule { Name = "allow-rdp-inside", Priority = 300, Access = "Allow", Sources = [Inside], Destinations = ["*"], Ports = ["3389"], Description = "RDP from inside", ETag = fleet.NextETag() };
        group.Rules["allow-https"] = new SecurityRule { Name = "allow-https", Priority = 400, Access = "Allow", Sources = [Inside], Destinations = ["*"], Ports = ["443"], ETag = fleet.NextETag() };
        // What Azure allows inside a network by default is closed here, as careful operators do.
        group.Rules["deny-rest"] = new SecurityRule { Name = "deny-rest", Priority = 4000, Access = "Deny", Protocol = "*", Sources = ["*"], Destinations = ["*"], Ports = ["*"], ETag = fleet.NextETag() };
        fleet.SecurityGroups[name] = group;
    }

    private static void AddToBalancer(Fleet fleet, string resourceGroup, string name, Machine machine)
    {
        if (!fleet.LoadBalancers.TryGetValue(name, out var balancer))
        {
            balancer = new LoadBalancer { Name = name, ResourceGroup = resourceGroup, Id = fleet.IdOf(resourceGroup, "Microsoft.Network/loadBalancers", name) };
            balancer.Pools["rdp"] = new BackendPool { Name = "rdp", ETag = fleet.NextETag() };
            balancer.Probes["rdp"] = 3389;
            balancer.Rules.Add(new BalancingRule("rdp", "rdp", "rdp", 3389, 3389));
            fleet.LoadBalancers[name] = balancer;
        }

        balancer.Pools["rdp"].Members[machine.Name] = new BackendMember(machine.Name, machine.Address);
    }
}
