namespace RdpMedic.Emulator.World.Model;

/// <summary>A security admin rule of Virtual Network Manager. It is asked before every security group.</summary>
public sealed class AdminRule
{
    public required string Name { get; init; }

    /// <summary>Id of the network manager.</summary>
    public required string Manager { get; init; }

    /// <summary>1 to 4096; lower numbers win.</summary>
    public int Priority { get; set; } = 100;

    /// <summary>Allow (the groups are asked then), AlwaysAllow (they are not), or Deny.</summary>
    public string Access { get; set; } = "Deny";

    /// <summary>Inbound or Outbound.</summary>
    public string Direction { get; set; } = "Inbound";

    /// <summary>Single ports, ranges such as 3000-4000, or *.</summary>
    public List<string> Ports { get; } = ["3389"];

    /// <summary>Service tags or prefixes, of an outbound rule.</summary>
    public List<string> Destinations { get; } = ["*"];

    /// <summary>Names of the machines in the network group that it is for; empty: all.</summary>
    public List<string> Machines { get; } = [];

    public bool IsFor(Machine machine) => Machines.Count == 0 || Machines.Contains(machine.Name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A route table of a subnet.</summary>
public sealed class RouteTable
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    /// <summary>Where everything goes that has no other route: Internet, VirtualAppliance, VirtualNetworkGateway, or None, which drops it.</summary>
    public string NextHop { get; set; } = "VirtualAppliance";

    /// <summary>The appliance's address.</summary>
    public string Appliance { get; set; } = "10.0.255.4";

    /// <summary>The appliance drops what goes to AVD.</summary>
    public bool ApplianceDrops { get; set; }
}

/// <summary>An inbound NAT rule of a load balancer: a port of the frontend leads to a port of one machine.</summary>
/// <param name="Machine">Name of the machine; null: it leads to none.</param>
public sealed record NatRule(string Name, int FrontendPort, int BackendPort, string? Machine)
{
    public string ETag { get; init; } = "W/\"0\"";
}
