namespace RdpMedic.Emulator.World.Model;

/// <summary>A Windows service as the service control manager has it.</summary>
public sealed class WindowsService
{
    /// <summary>Running, Stopped, StartPending, StopPending.</summary>
    public string State { get; set; } = "Running";

    /// <summary>Manual, Auto, Disabled.</summary>
    public string Start { get; set; } = "Manual";

    public string Account { get; set; } = @"NT AUTHORITY\NETWORK SERVICE";

    public int Pid { get; set; } = 1;

    /// <summary>It runs and does nothing: no listener. A restart cures it.</summary>
    public bool Hangs { get; set; }

    /// <summary>Win32_Service.ExitCode: what its last start ended with.</summary>
    public int ExitCode { get; set; }

    /// <summary>A stop does not end it: only the end of its process does.</summary>
    public bool WillNotStop { get; set; }

    /// <summary>Its process is its own; otherwise it shares one (Win32_Service.ServiceType).</summary>
    public bool OwnProcess { get; set; }

    /// <summary>Another service that lives in its process; null: none does.</summary>
    public string? SharesWith { get; set; }

    /// <summary>It ends again and again, and is started again each time: whoever is in is thrown out.</summary>
    public bool Crashes { get; set; }

    /// <summary>A fault that no start cures (a missing DLL): the service ends at once again.</summary>
    public bool WillNotStart { get; set; }
}

/// <summary>A certificate in a store of the machine. The bytes are real: the handshake presents them.</summary>
public sealed class StoredCertificate
{
    /// <summary>PKCS #12 without password, with the key where there is one.</summary>
    public required byte[] Pkcs12 { get; init; }

    /// <summary>SHA-1, upper-case hexadecimal.</summary>
    public required string Thumbprint { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public bool HasPrivateKey { get; init; } = true;

    /// <summary>NETWORK SERVICE may read the private key's file.</summary>
    public bool KeyReadable { get; set; }

    public bool ServerAuth { get; init; } = true;
}

/// <summary>Who is signed in over RDP.</summary>
public sealed class Session
{
    public required int Id { get; init; }

    public required string User { get; init; }

    /// <summary>False: disconnected, with its programs still open.</summary>
    public bool Active { get; set; } = true;

    public DateTimeOffset Since { get; set; }

    /// <summary>When its user will sign off by himself.</summary>
    public DateTimeOffset Until { get; set; }
}

/// <summary>The inside of a machine, as far as RDP depends on it.</summary>
public sealed class Guest
{
    public required string Build { get; set; }

    /// <summary>AD, Hybrid, Entra or Workgroup.</summary>
    public string JoinType { get; set; } = "AD";

    public DateTimeOffset BootedAt { get; set; }

    public bool PendingReboot { get; set; }

    /// <summary>TermService, SessionEnv, UmRdpService, and RDAgentBootLoader on session hosts.</summary>
    public SortedDictionary<string, WindowsService> Services { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>fDenyTSConnections of the Terminal Server key.</summary>
    public int DenyLocal { get; set; }

    /// <summary>The same as a policy; null: not set.</summary>
    public int? DenyPolicy { get; set; }

    /// <summary>The port on which the service listens, or would: it reads the registry when it starts.</summary>
    public int Port { get; set; } = 3389;

    /// <summary>The port by the registry, when it was changed and the service has not been restarted since; null: no change waits.</summary>
    public int? PendingPort { get; set; }

    public int SecurityLayer { get; set; } = 2;

    public int UserAuthentication { get; set; } = 1;

    public int MinEncryptionLevel { get; set; } = 3;

    /// <summary>LocalMachine\My and LocalMachine\Remote Desktop together, by thumbprint.</summary>
    public SortedDictionary<string, StoredCertificate> Certificates { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>SSLCertificateSHA1Hash.</summary>
    public string BoundThumbprint { get; set; } = "";

    /// <summary>SSLCertificateSHA1HashType: 1 self-signed default, 2 by policy, 3 custom.</summary>
    public int BoundType { get; set; } = 1;

    public bool FirewallRdpRule { get; set; } = true;

    /// <summary>Profiles that the inbound rule of Remote Desktop is for: Any, Domain, Private, Public.</summary>
    public List<string> FirewallRuleProfiles { get; } = ["Any"];

    /// <summary>The profile in use.</summary>
    public string FirewallProfile { get; set; } = "Domain";

    public bool FirewallBlocksAll { get; set; }

    /// <summary>Ports that enabled allow rules cover.</summary>
    public List<int> FirewallPorts { get; } = [3389];

    /// <summary>Name of an enabled block rule for the RDP port.</summary>
    public string? FirewallBlockRule { get; set; }

    /// <summary>Profiles that are switched off: while one of them is in use everything passes.</summary>
    public List<string> FirewallProfilesOff { get; } = [];

    /// <summary>Another program that sits on the RDP port, such as nginx; null: none.</summary>
    public string? PortOwner { get; set; }

    /// <summary>Values under the Terminal Services policy key. fDenyTSConnections is <see cref="DenyPolicy"/>.</summary>
    public SortedDictionary<string, long> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Who besides group policy owns settings: mdm-rdp, mdm-firewall, gpo-firewall, dsc, configmgr.</summary>
    public List<string> Owners { get; } = [];

    public ServerState Server { get; init; } = new();

    public TlsState Tls { get; init; } = new();

    public NetworkState Network { get; init; } = new();

    public DomainState Domain { get; init; } = new();

    public EntraState Entra { get; init; } = new();

    public LicensingState Licensing { get; init; } = new();

    public RightsState Rights { get; init; } = new();

    public AccountState Accounts { get; init; } = new();

    public ResourceState Resources { get; init; } = new();

    /// <summary>Null on plain machines.</summary>
    public AgentState? Agent { get; set; }

    /// <summary>Null where FSLogix is not installed.</summary>
    public FslogixState? Fslogix { get; set; }

    public LogonState Logon { get; init; } = new();

    public GraphicsState Graphics { get; init; } = new();

    public ServicingState Servicing { get; init; } = new();

    /// <summary>Parts that the collector fails to read, by name, with the error.</summary>
    public SortedDictionary<string, string> Unreadable { get; } = new(StringComparer.Ordinal);

    public List<Session> Sessions { get; } = [];

    /// <summary>Strangers who try passwords all the time, by the number of their addresses; 0: nobody does.</summary>
    public int Attackers { get; set; }

    /// <summary>They are so many that nobody else gets an answer.</summary>
    public bool Drowned { get; set; }

    /// <summary>RDP-Tcp listens: the service runs, connections are not denied, the listener is on, and the port is its own.</summary>
    public bool Listens => PortOwner is null && Services.TryGetValue("TermService", out var service) && service is { State: "Running", Hangs: false } && (DenyPolicy ?? DenyLocal) == 0 && Server.EnableWinStation == 1;

    /// <summary>Who got through the handshake may sign in: logons are not disabled, and it is not drained.</summary>
    public bool TakesLogons => Server is { LogonDisabled: 0, DrainMode: 0 };

    /// <summary>The side-by-side listener of AVD listens: it hangs on the same service, and on its own stack.</summary>
    public bool SxsListens => Agent is { SxsEnabled: 1, ReverseConnect: 1, SxsUp: true, SxsDamaged: false, SxsVersion: not null } && Services.TryGetValue("TermService", out var service) && service is { State: "Running", Hangs: false } && (DenyPolicy ?? DenyLocal) == 0;

    /// <summary>An enabled inbound rule lets a port in, for the profile in use.</summary>
    public bool FirewallCovers(int port) => FirewallRdpRule && FirewallPorts.Contains(port) && (FirewallRuleProfiles.Contains("Any") || FirewallRuleProfiles.Contains(FirewallProfile));

    /// <summary>The Windows firewall lets a port in.</summary>
    public bool FirewallPasses(int port) => FirewallProfilesOff.Contains(FirewallProfile) || (!FirewallBlocksAll && FirewallBlockRule is null && FirewallCovers(port));

    /// <summary>What the Remote Desktop service reads when it starts, and not before.</summary>
    public void TermServiceStarts()
    {
        if (PendingPort is { } port) (Port, PendingPort) = (port, null);
        Server.BoundAdapter = Server.LanAdapter;
        if (Agent is { } agent) agent.SxsUp = agent is { SxsEnabled: 1, ReverseConnect: 1 };
    }

    /// <summary>The bound certificate, if it is there.</summary>
    public StoredCertificate? Bound => Certificates.GetValueOrDefault(BoundThumbprint);

    /// <summary>Thumbprint of the certificate that Windows made for itself (store Remote Desktop); null: there is none.</summary>
    public string? OwnThumbprint { get; set; }

    /// <summary>The file of the key of Windows' own certificate, with its rights.</summary>
    public KeyFile OwnKey { get; } = new();

    /// <summary>A certificate that the service still holds in memory, whatever the stores say; null: it looks there.</summary>
    public StoredCertificate? Held { get; set; }

    /// <summary>Windows' own certificate, if it is there.</summary>
    public StoredCertificate? Own => OwnThumbprint is { } thumbprint ? Certificates.GetValueOrDefault(thumbprint) : null;

    /// <summary>What is bound, or Windows' own where nothing is or what is cannot be used; null: the listener cannot do TLS.</summary>
    public StoredCertificate? Presented => Held ?? (BoundType is 2 or 3 && Bound is { HasPrivateKey: true, KeyReadable: true, ServerAuth: true } bound ? bound : Own);

    /// <summary>The service may read the key of what it presents.</summary>
    public bool KeyServes => Held is not null || (Presented is { } presented && (presented == Own ? OwnKey.Readable : presented.KeyReadable));
}
