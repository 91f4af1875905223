namespace RdpMedic.Emulator.World.Model;

/// <summary>Terminal Server and its RDP-Tcp listener beyond the values on <see cref="Guest"/>.</summary>
public sealed class ServerState
{
    /// <summary>fEnableWinStation of RDP-Tcp.</summary>
    public int EnableWinStation { get; set; } = 1;

    /// <summary>fLogonDisabled of RDP-Tcp.</summary>
    public int LogonDisabled { get; set; }

    /// <summary>TSServerDrainMode.</summary>
    public int DrainMode { get; set; }

    /// <summary>MaxInstanceCount; 4294967295 is no limit.</summary>
    public long MaxInstances { get; set; } = 4294967295;

    /// <summary>0: all adapters.</summary>
    public int LanAdapter { get; set; }

    /// <summary>The adapter that the listener is bound to: the value as it was when the service started. Nobody comes in through a single one here.</summary>
    public int BoundAdapter { get; set; }
}

/// <summary>The file of a private key in the folder of machine keys.</summary>
public sealed class KeyFile
{
    /// <summary>As Windows sets them: SYSTEM and Administrators everything, NETWORK SERVICE read.</summary>
    public const string Usual = "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;NS)";

    /// <summary>Somebody took NETWORK SERVICE its right.</summary>
    public const string Hardened = "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)";

    public bool Present { get; set; } = true;

    /// <summary>The access rules as SDDL text.</summary>
    public string Acl { get; set; } = Usual;

    /// <summary>Its content is damaged: no right on it helps.</summary>
    public bool Damaged { get; set; }

    public bool Readable => Present && !Damaged && Acl.Contains(";NS)", StringComparison.Ordinal);
}

/// <summary>Schannel and CredSSP.</summary>
public sealed class TlsState
{
    public int? Tls12Enabled { get; set; }

    public int? Tls12DisabledByDefault { get; set; }

    public int? Tls13Enabled { get; set; }

    public bool Fips { get; set; }

    public int? EncryptionOracle { get; set; }

    public bool DomainCredsDisabled { get; set; }

    public string Tspkg { get; set; } = "10.0.20348.2700";

    /// <summary>By the registry; it counts after the next start of the machine.</summary>
    public bool Tls12On => Tls12Enabled is not 0 && Tls12DisabledByDefault is not 1;

    /// <summary>The machine offers TLS 1.2, as the registry said when it started.</summary>
    public bool Tls12Works { get; set; } = true;

    /// <summary>Some client cannot meet what the machine demands of encryption.</summary>
    public bool LegacyClients { get; set; }
}

/// <summary>The guest's network. With no adapter up, or a wrong address, nothing reaches it and its agent is not ready.</summary>
public sealed class NetworkState
{
    public int AdaptersUp { get; set; } = 1;

    public bool Dhcp { get; set; } = true;

    public List<string> Dns { get; } = ["10.0.0.4"];

    public bool Resolves { get; set; } = true;

    public string? Proxy { get; set; }

    public bool Metadata { get; set; } = true;

    public bool Works => AdaptersUp > 0 && Dhcp;
}

/// <summary>Membership of a domain.</summary>
public sealed class DomainState
{
    public string Name { get; set; } = "corp.example";

    public bool? SecureChannel { get; set; } = true;

    /// <summary>A domain controller is found.</summary>
    public bool? Controller { get; set; } = true;

    /// <summary>The guest's clock against the domain, in seconds.</summary>
    public double OffsetSeconds { get; set; }

    public string TimeSource { get; set; } = "dc01.corp.example";

    /// <summary>It is the domain controller's clock that is wrong.</summary>
    public bool ControllerIsWrong { get; set; }

    /// <summary>The guest takes its time from the domain, and so follows a controller that is wrong.</summary>
    public bool Follows => TimeSource.EndsWith($".{Name}", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Membership of Entra ID.</summary>
public sealed class EntraState
{
    public string DeviceAuth { get; set; } = "SUCCESS";

    public bool LoginExtension { get; set; } = true;
}

/// <summary>Remote Desktop licensing.</summary>
public sealed class LicensingState
{
    public bool Role { get; set; }

    public int? Mode { get; set; }

    public int? GraceDays { get; set; }

    public List<string> Servers { get; } = [];

    public bool? Reachable { get; set; }
}

/// <summary>User rights for Remote Desktop, as SIDs.</summary>
public sealed class RightsState
{
    public List<string> Allowed { get; } = ["S-1-5-32-544", "S-1-5-32-555"];

    public List<string> Denied { get; } = [];

    public int Members { get; set; } = 2;
}

/// <summary>Room on the machine.</summary>
public sealed class ResourceState
{
    public double DiskFreePercent { get; set; } = 45;

    public double DiskFreeGb { get; set; } = 57;

    public double MemoryFreePercent { get; set; } = 40;

    public double CommitPercent { get; set; } = 45;

    public double Cpu { get; set; } = 20;

    public string TopProcess { get; set; } = "svchost";

    /// <summary>Gigabytes that a clean-up of allowed caches would free.</summary>
    public double CleanableGb { get; set; } = 6;
}

/// <summary>FSLogix; null where it is not installed.</summary>
public sealed class FslogixState
{
    public bool Enabled { get; set; } = true;

    public int? Event { get; set; }

    public string? EventText { get; set; }

    public DateTimeOffset? EventAt { get; set; }

    public bool? Storage { get; set; } = true;

    public int Mounted { get; set; }
}

/// <summary>The display stack.</summary>
public sealed class GraphicsState
{
    public string? Adapter { get; set; }

    public int Problem { get; set; }

    public int Resets { get; set; }
}

/// <summary>What Windows or others are about to do.</summary>
public sealed class ServicingState
{
    public List<string> Busy { get; } = [];

    public string? LastUpdate { get; set; } = "KB5036909";

    public DateTimeOffset? LastUpdateAt { get; set; }
}
