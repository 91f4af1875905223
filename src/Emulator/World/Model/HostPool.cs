namespace RdpMedic.Emulator.World.Model;

/// <summary>An AVD host pool.</summary>
public sealed class HostPool
{
    public required string Name { get; init; }

    public required string ResourceGroup { get; init; }

    public required string Id { get; init; }

    /// <summary>Pooled or Personal.</summary>
    public string Type { get; init; } = "Pooled";

    public int MaxSessions { get; init; } = 10;

    /// <summary>By the name of the machine.</summary>
    public SortedDictionary<string, SessionHost> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A machine's registration in its host pool. What the service reports about it follows from the guest.</summary>
public sealed class SessionHost
{
    /// <summary>The fully qualified name of the machine: the last part of the resource name.</summary>
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Machine { get; init; }

    public string? AssignedUser { get; init; }

    /// <summary>False: drained.</summary>
    public bool AllowNewSession { get; set; } = true;

    /// <summary>When the agent last reported; it stops when the machine or the agent stops.</summary>
    public DateTimeOffset LastHeartBeat { get; set; }

    public string ETag { get; set; } = "";
}
