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

    /// <summary>Nobody is assigned to its application group: the service turns everybody away.</summary>
    public bool Unassigned { get; set; }

    /// <summary>With which hosts join; null: there is none. A secret.</summary>
    public string? RegistrationToken { get; set; }

    /// <summary>When that token ends.</summary>
    public DateTimeOffset RegistrationEnds { get; set; }

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

    /// <summary>Since when the service reports the status that it reports.</summary>
    public DateTimeOffset StatusSince { get; set; }

    public string ETag { get; set; } = "";
}
