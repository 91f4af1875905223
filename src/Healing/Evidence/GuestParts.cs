namespace RdpMedic.Healing.Evidence;

/// <summary>Terminal Server beyond the values of <see cref="GuestRdp"/>.</summary>
/// <param name="EnableWinStation">fEnableWinStation of RDP-Tcp: 0 switches the listener off.</param>
/// <param name="LogonDisabled">fLogonDisabled of RDP-Tcp: 1 refuses every logon.</param>
/// <param name="DrainMode">TSServerDrainMode: 1 takes no new sessions until the next restart, 2 until it is changed.</param>
/// <param name="MaxInstances">MaxInstanceCount of RDP-Tcp; 4294967295 (the default) is no limit.</param>
/// <param name="LanAdapter">The adapter that the listener is bound to; 0 (the default) is all.</param>
/// <param name="Listener">State of the rdp-tcp row of qwinsta, such as Listen; null: there is no such row.</param>
public sealed record GuestServer(int EnableWinStation, int LogonDisabled, int DrainMode, long MaxInstances, int LanAdapter, string? Listener);

/// <summary>TLS and CredSSP of the machine.</summary>
/// <param name="Tls12Enabled">SCHANNEL\Protocols\TLS 1.2\Server\Enabled; null: not set, which is on.</param>
/// <param name="Tls12DisabledByDefault">The value beside it; null: not set, which is off.</param>
/// <param name="Tls13Enabled">The same for TLS 1.3; null: not set.</param>
/// <param name="Fips">Lsa\FIPSAlgorithmPolicy\Enabled.</param>
/// <param name="EncryptionOracle">AllowEncryptionOracle: 0 force updated clients, 1 mitigated, 2 vulnerable; null: not set. (CVE-2018-0886)</param>
/// <param name="DomainCredsDisabled">Lsa\disabledomaincreds is 1.</param>
public sealed record GuestTls(int? Tls12Enabled, int? Tls12DisabledByDefault, int? Tls13Enabled, bool Fips, int? EncryptionOracle, bool DomainCredsDisabled)
{
    /// <summary>The machine offers TLS 1.2 to clients.</summary>
    public bool Tls12On => Tls12Enabled is not 0 && Tls12DisabledByDefault is not 1;

    /// <summary>The version of tspkg.dll; older than March 2018 is not patched against CVE-2018-0886. Null: not told.</summary>
    public string? Tspkg { get; init; }
}

/// <summary>The guest's own network.</summary>
/// <param name="AdaptersUp">Network adapters that are up.</param>
/// <param name="Dhcp">The primary adapter gets its address by DHCP, as Azure demands.</param>
/// <param name="Dns">Its DNS servers.</param>
/// <param name="Resolves">The name of the RDP broker or of the domain is resolved; null: not asked.</param>
/// <param name="Proxy">The WinHTTP proxy; null: direct access.</param>
/// <param name="Metadata">The instance metadata service (169.254.169.254) answers; null: not asked.</param>
public sealed record GuestNetwork(int AdaptersUp, bool Dhcp, IReadOnlyList<string> Dns, bool? Resolves, string? Proxy, bool? Metadata);

/// <summary>Membership of an Active Directory domain.</summary>
/// <param name="SecureChannel">Test-ComputerSecureChannel; null: could not be asked.</param>
/// <param name="Controller">A domain controller was found; null: could not be asked.</param>
/// <param name="OffsetSeconds">The clock against the domain controller or time source, in seconds; null: could not be measured. Kerberos refuses above 300 by default.</param>
/// <param name="TimeSource">As w32tm names it, such as the domain controller, VM IC Time Synchronization Provider, or Local CMOS Clock.</param>
public sealed record GuestDomain(string Name, bool? SecureChannel, bool? Controller, double? OffsetSeconds, string TimeSource)
{
    /// <summary>
    /// The clock against Azure's own (the date of the metadata service's answer), in seconds, with the sign of <see cref="OffsetSeconds"/>; null: not told. It
    /// says whose clock is wrong: the guest's, or the domain's.
    /// </summary>
    public double? AzureOffsetSeconds { get; init; }
}

/// <summary>Membership of Entra ID.</summary>
/// <param name="DeviceAuth">DeviceAuthStatus of dsregcmd: SUCCESS, or FAILED with its reason; null: not told.</param>
/// <param name="LoginExtension">The AADLoginForWindows extension is installed.</param>
public sealed record GuestEntra(string? DeviceAuth, bool LoginExtension);

/// <summary>Remote Desktop licensing of a Windows Server session host.</summary>
/// <param name="Role">The RDSH role is installed; without it two administrators may connect and no licence is needed.</param>
/// <param name="Mode">2 per device, 4 per user, 5 or null not configured.</param>
/// <param name="GraceDays">Days left of the grace period (120 at first); null: not told.</param>
/// <param name="Servers">Licence servers.</param>
/// <param name="Reachable">A licence server answers on TCP 135; null: not asked.</param>
public sealed record GuestLicensing(bool Role, int? Mode, int? GraceDays, IReadOnlyList<string> Servers, bool? Reachable);

/// <summary>Who may sign in through Remote Desktop; SIDs, because names are localized.</summary>
/// <param name="Allowed">SeRemoteInteractiveLogonRight.</param>
/// <param name="Denied">SeDenyRemoteInteractiveLogonRight; a denial wins.</param>
/// <param name="Members">Members of Remote Desktop Users.</param>
public sealed record GuestRights(IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied, int Members);

/// <summary>Room on the machine, in percent and gigabytes.</summary>
/// <param name="Cpu">Processor time over the seconds of the measurement, in percent.</param>
/// <param name="TopProcess">The process that uses most of what is short.</param>
public sealed record GuestResources(double DiskFreePercent, double DiskFreeGb, double MemoryFreePercent, double CommitPercent, double Cpu, string? TopProcess);

/// <summary>The AVD agent and its side-by-side stack.</summary>
/// <param name="Registered">IsRegistered of RDInfraAgent.</param>
/// <param name="TokenPresent">A registration token is still there; after a success it is empty.</param>
/// <param name="SxsListener">State of the rdp-sxs row of qwinsta; null: no such row.</param>
/// <param name="SxsEnabled">fEnableWinStation of the rdp-sxs listener.</param>
/// <param name="ReverseConnect">fReverseConnectMode of the rdp-sxs listener.</param>
/// <param name="Broker">The broker's health page answers through the machine's proxy settings; null: not asked.</param>
public sealed record GuestAvd(bool Registered, bool TokenPresent, string? AgentVersion, string? SxsVersion, string? SxsListener, int? SxsEnabled, int? ReverseConnect, bool? Broker)
{
    /// <summary>Newest error event of the agent (3277, 3703, 3019, 3389); null: none within a day.</summary>
    public int? Event { get; init; }

    /// <summary>The symbol or the first words of that event, such as INVALID_REGISTRATION_TOKEN.</summary>
    public string? EventText { get; init; }

    public DateTimeOffset? EventAt { get; init; }

    /// <summary>DisableRegistryTools is set, which keeps the agent's installer from running.</summary>
    public bool RegistryToolsDisabled { get; init; }

    /// <summary>An installation of the agent or stack runs.</summary>
    public bool Upgrading { get; init; }
}

/// <summary>FSLogix profile containers.</summary>
/// <param name="Enabled">Profiles\Enabled.</param>
/// <param name="Event">Newest error of the FSLogix channels (33, 34, 40, 42, 43, 51, 52, 60); null: none within a day.</param>
/// <param name="Storage">The share of VHDLocations answers on TCP 445; null: not asked.</param>
/// <param name="Mounted">Containers mounted now: they hold people's work.</param>
public sealed record GuestFslogix(bool Enabled, int? Event, string? EventText, DateTimeOffset? EventAt, bool? Storage, int Mounted);

/// <summary>Sign-ins that do not come to their end.</summary>
/// <param name="TempProfiles">Users with a temporary profile (a .bak beside their profile key).</param>
/// <param name="Hung">Sessions whose logon has been under way for more than five minutes.</param>
public sealed record GuestLogon(int TempProfiles, int Hung);

/// <summary>The display stack.</summary>
/// <param name="Adapter">Name of the display adapter; null: the basic one.</param>
/// <param name="Problem">Its ConfigManagerErrorCode; 0 fine.</param>
/// <param name="Resets">Display driver resets (event 4101, or DWM crashes) within a day.</param>
public sealed record GuestGraphics(string? Adapter, int Problem, int Resets);

/// <summary>What Windows or others are about to do.</summary>
/// <param name="Busy">What runs: <c>msi</c>, <c>update</c>, <c>servicing</c>, <c>backup</c>. No restart while there is any.</param>
/// <param name="LastUpdate">The newest update, such as KB5031364.</param>
public sealed record GuestServicing(IReadOnlyList<string> Busy, string? LastUpdate, DateTimeOffset? LastUpdateAt);
