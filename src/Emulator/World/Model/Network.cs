namespace RdpMedic.Emulator.World.Model;

/// <summary>A network security group with its own rules; the platform's default rules (65000 and up) are implied.</summary>
public sealed class SecurityGroup
{
    public required string Name { get; init; }

    public required string ResourceGroup { get; init; }

    public required string Id { get; init; }

    public string ETag { get; set; } = "";

    public SortedDictionary<string, SecurityRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One rule. Immutable: a write replaces it and takes a new entity tag.</summary>
public sealed record SecurityRule
{
    public required string Name { get; init; }

    /// <summary>100 to 4096; unique per direction.</summary>
    public required int Priority { get; init; }

    /// <summary>Inbound or Outbound.</summary>
    public string Direction { get; init; } = "Inbound";

    /// <summary>Allow or Deny.</summary>
    public required string Access { get; init; }

    /// <summary>Tcp, Udp, Icmp, Esp, Ah or *.</summary>
    public string Protocol { get; init; } = "Tcp";

    public required IReadOnlyList<string> Sources { get; init; }

    public IReadOnlyList<string> SourcePorts { get; init; } = ["*"];

    public required IReadOnlyList<string> Destinations { get; init; }

    /// <summary>Single ports, ranges such as 3000-4000, or *.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    public string? Description { get; init; }

    public string ETag { get; init; } = "";
}

/// <summary>A load balancer whose pools list their members by IP address.</summary>
public sealed class LoadBalancer
{
    public required string Name { get; init; }

    public required string ResourceGroup { get; init; }

    public required string Id { get; init; }

    public string ETag { get; set; } = "";

    public SortedDictionary<string, BackendPool> Pools { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Each rule joins a frontend port, a pool and a probe.</summary>
    public List<BalancingRule> Rules { get; } = [];

    /// <summary>Inbound NAT rules by name.</summary>
    public SortedDictionary<string, NatRule> NatRules { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By name: the port that it asks by TCP.</summary>
    public SortedDictionary<string, int> Probes { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A backend pool.</summary>
public sealed class BackendPool
{
    public required string Name { get; init; }

    public string ETag { get; set; } = "";

    /// <summary>Members by the name of their entry.</summary>
    public SortedDictionary<string, BackendMember> Members { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>An address in a pool. AdminState: None, Up or Down; Down gets no new connections.</summary>
public sealed record BackendMember(string Name, string Address, string AdminState = "None");

/// <summary>Forwards a frontend port to a pool.</summary>
public sealed record BalancingRule(string Name, string Pool, string Probe, int FrontendPort, int BackendPort);
