namespace RdpMedic.Emulator.World.Model;

/// <summary>Power states by the names of ARM's instance view (PowerState/...).</summary>
public enum Power
{
    Running,
    Starting,
    Stopping,
    Stopped,
    Deallocating,
    Deallocated,
}

/// <summary>A virtual machine with its one network interface and its guest.</summary>
public sealed class Machine
{
    public required string Name { get; init; }

    public required string ResourceGroup { get; init; }

    /// <summary>Full resource id.</summary>
    public required string Id { get; init; }

    /// <summary>Its network interface's resource id (<c>nic-{name}</c> in the same group, ip configuration <c>primary</c>).</summary>
    public required string InterfaceId { get; init; }

    /// <summary>A loopback address of its own, such as 127.7.1.12: what it listens on is a real socket there.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the network security group on its interface; null: none.</summary>
    public string? SecurityGroup { get; set; }

    public required Guest Guest { get; init; }

    /// <summary>The virtual machine's unique id (vmId).</summary>
    public required Guid VmId { get; init; }

    public Dictionary<string, string> Tags { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Power Power { get; set; } = Power.Running;

    /// <summary>When the power state became what it is.</summary>
    public DateTimeOffset PowerSince { get; set; }

    /// <summary>What Resource Health says about the platform beneath it; null: nothing. Whoever sets it means an unplanned event.</summary>
    public string? PlatformIncident { get; set; }

    /// <summary>What Resource Health says was planned: maintenance, and no incident.</summary>
    public bool PlatformPlanned { get; set; }

    /// <summary>The guest agent reports Ready.</summary>
    public bool AgentReady { get; set; } = true;

    public DateTimeOffset AgentSince { get; set; }

    /// <summary>The guest agent is heard: without a network it is not, however well it is.</summary>
    public bool AgentHeard => AgentReady && IsUp && Guest.Network.Works;

    /// <summary>Azure runs it and Windows is not up: the end of its serial log, which may be empty; null: Windows is up.</summary>
    public string? BootStuck { get; set; }

    /// <summary>It runs, and so does Windows.</summary>
    public bool IsUp => Power == Power.Running && BootStuck is null;

    /// <summary>Name of the route table of its subnet; null: Azure's own routes.</summary>
    public string? RouteTable { get; set; }

    /// <summary>The port that people, rules and the load balancer know for its RDP.</summary>
    public int KnownPort { get; set; } = 3389;

    /// <summary>Its managed identity can read this vault secret name; null: it has no such right.</summary>
    public string? MayReadSecret { get; init; }

    /// <summary>Managed run commands by name, at most 25.</summary>
    public SortedDictionary<string, RunCommand> RunCommands { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An action run command is under way until then; a second one gets 409.</summary>
    public DateTimeOffset? ActionRunsUntil { get; set; }
}

/// <summary>A managed run command resource. Its instance view follows from the times.</summary>
public sealed class RunCommand
{
    public required string Name { get; init; }

    /// <summary>What was put: an identical PUT does not run again.</summary>
    public required string Fingerprint { get; init; }

    public required DateTimeOffset PutAt { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>Set when the script has been run.</summary>
    public ScriptResult? Result { get; set; }

    public required ScriptCall Call { get; init; }

    public string ETag { get; set; } = "";
}

/// <summary>A script and what it is called with. Protected parameters are never answered by any GET.</summary>
public sealed record ScriptCall(string Script, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Protected, int TimeoutSeconds)
{
    /// <summary>The managed run command that carries it; null: it came another way.</summary>
    public string? Run { get; init; }
}

/// <summary>What a script left behind.</summary>
public sealed record ScriptResult(int ExitCode, string Output, string Error);
