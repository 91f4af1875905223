namespace RdpMedic.Healing.Hosts;

/// <summary>What a machine is for; decides how far a machine may go with it.</summary>
public enum HostRole
{
    /// <summary>A virtual machine that does something else besides being reached by RDP. Unknown means this: zero RDP sessions is no permission to restart it.</summary>
    Workload,

    /// <summary>An AVD session host of a pooled host pool: replaceable.</summary>
    Pooled,

    /// <summary>An AVD session host assigned to one user: draining it is the outage.</summary>
    Personal,

    /// <summary>A domain controller, cluster node, database, broker or licence server: looked at from outside only, no guest script at all.</summary>
    Protected,
}

/// <summary>One enrolled or known machine, as the inventory lists it. Immutable; read again at every sweep.</summary>
public sealed record Host
{
    public required HostId Id { get; init; }

    public required string Name { get; init; }

    public required HostRole Role { get; init; }

    /// <summary>Tagged <c>rdpmedic=enrolled</c> by its owner. Others are listed and never touched.</summary>
    public bool Enrolled { get; init; }

    public required PoolId Pool { get; init; }

    /// <summary>The AVD session host's resource id, for pooled and personal hosts.</summary>
    public string? SessionHostId { get; init; }

    /// <summary>The address that probes and load balancers use, and nothing else; null when the machine has none.</summary>
    public string? PrivateAddress { get; init; }

    public int RdpPort { get; init; } = 3389;

    /// <summary>Resource id, lower case, of its first network interface; null when the inventory does not tell.</summary>
    public string? InterfaceId { get; init; }

    /// <summary>Stopped from inside of Windows and still allocated, as far as the inventory knows: it costs and serves nobody, and nothing starts it again. A deallocated machine is none.</summary>
    public bool Stopped { get; init; }

    /// <summary>Ids, lower case, of the network security groups on its network interfaces and their subnets as far as the inventory tells.</summary>
    public IReadOnlyList<string> NetworkSecurityGroups { get; init; } = [];

    /// <summary>Name of the Key Vault certificate that its RDP listener should present (tag <c>rdpmedic-certificate</c>); null: the self-signed one is fine.</summary>
    public string? Certificate { get; init; }

    /// <summary>Running as far as the inventory knows; null when it does not say.</summary>
    public bool? Running { get; init; }

    /// <summary>Somebody asked to leave it alone (tag <c>rdpmedic-hold</c>: quarantined, isolated, claimed by a replacer), in his words; null: nobody did.</summary>
    public string? Hold { get; init; }

    public bool IsSessionHost => SessionHostId is not null;
}
