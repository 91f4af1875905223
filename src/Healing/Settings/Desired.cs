namespace RdpMedic.Healing;

/// <summary>A security rule that the operator listed as desired state. The listing is the approval to put exactly this rule back, and no other.</summary>
public sealed record DesiredRule
{
    /// <summary>Resource id of the network security group, compared without case.</summary>
    public required string NetworkSecurityGroup { get; init; }

    public required string Name { get; init; }

    /// <summary>100 to 4096; lower numbers win.</summary>
    public required int Priority { get; init; }

    public string Protocol { get; init; } = "Tcp";

    /// <summary>CIDR prefixes or service tags; never Internet, Any, * or 0.0.0.0/0.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public required IReadOnlyList<string> Destinations { get; init; }

    public required IReadOnlyList<string> Ports { get; init; }

    public string? Description { get; init; }

    /// <summary>Inbound (the default), or Outbound: what an AVD session host needs to reach, where everything else is denied.</summary>
    public string Direction { get; init; } = "Inbound";
}

/// <summary>A load balancer pool for RDP and the hosts that the operator listed as its members.</summary>
public sealed record DesiredBackend
{
    public required string LoadBalancer { get; init; }

    public required string Pool { get; init; }

    /// <summary>Names of the member hosts.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The port that its health probe should ask.</summary>
    public int ProbePort { get; init; } = 3389;
}

/// <summary>An inbound NAT rule of a load balancer that leads people to the RDP port of one host.</summary>
public sealed record DesiredNatRule
{
    public required string LoadBalancer { get; init; }

    public required string Name { get; init; }

    /// <summary>Name of the host to whose network interface it leads.</summary>
    public required string Host { get; init; }

    public required int FrontendPort { get; init; }

    public int BackendPort { get; init; } = 3389;
}
