namespace RdpMedic.Healing.Evidence;

/// <summary>
/// What the read-only collector saw inside the guest. The names are those of its JSON. A part that is null was not collected; <see cref="Problems"/> says why
/// when the collector tried, and an older collector knew nothing of it. Null is never "no".
/// </summary>
public sealed record GuestFacts
{
    public required string Nonce { get; init; }

    public required GuestOs Os { get; init; }

    /// <summary>By service name: the Remote Desktop services, and those that sign-in, profiles, time, network and the AVD agent depend on. Absent: not installed.</summary>
    public required IReadOnlyDictionary<string, GuestService> Services { get; init; }

    public required GuestListener Listener { get; init; }

    public required GuestRdp Rdp { get; init; }

    public GuestCertificate? Certificate { get; init; }

    public required GuestFirewall Firewall { get; init; }

    public required GuestSessions Sessions { get; init; }

    public GuestServer? Server { get; init; }

    /// <summary>Values under the Terminal Services policy key, by name; a setting that stands here is owned by a policy and comes back after any local write.</summary>
    public IReadOnlyDictionary<string, long>? Policies { get; init; }

    /// <summary>Who besides group policy owns settings here: <c>mdm-rdp</c>, <c>mdm-firewall</c>, <c>gpo-firewall</c>, <c>dsc</c>, <c>configmgr</c>.</summary>
    public IReadOnlyList<string>? Owners { get; init; }

    public GuestTls? Tls { get; init; }

    public GuestNetwork? Network { get; init; }

    public GuestDomain? Domain { get; init; }

    public GuestEntra? Entra { get; init; }

    public GuestLicensing? Licensing { get; init; }

    public GuestRights? Rights { get; init; }

    public GuestResources? Resources { get; init; }

    public GuestAvd? Avd { get; init; }

    public GuestFslogix? Fslogix { get; init; }

    public GuestLogon? Logon { get; init; }

    public GuestGraphics? Graphics { get; init; }

    public GuestServicing? Servicing { get; init; }

    /// <summary>Parts that the collector could not read, each with the error in a few words.</summary>
    public IReadOnlyDictionary<string, string>? Problems { get; init; }

    /// <summary>A service that is not installed, or that this collector did not ask for, is null.</summary>
    public GuestService? Service(string name) => Services.GetValueOrDefault(name);

    /// <summary>True when a policy sets this value of Terminal Services; null when policies were not read.</summary>
    public bool? OwnedByPolicy(string value) => Policies?.ContainsKey(value);
}

/// <summary>The operating system.</summary>
/// <param name="Build">Version with its update build, such as 10.0.20348.2700.</param>
/// <param name="JoinType">AD, Hybrid, Entra or Workgroup. Required evidence: domain checks do not apply to the last two.</param>
public sealed record GuestOs(string Build, DateTimeOffset BootedAt, bool PendingReboot, string JoinType)
{
    /// <summary>A member of an Active Directory domain.</summary>
    public bool OfDomain => JoinType is "AD" or "Hybrid";
}

/// <summary>A Windows service: its state (Running, Stopped, StartPending, StopPending), start mode (Manual, Auto, Disabled); account and process id of TermService only.</summary>
public sealed record GuestService(string State, string Start, string Account = "", int Pid = 0)
{
    /// <summary>Number that its last start ended with; 0 fine, 1069 logon failure, 5 access denied, 1053 timeout.</summary>
    public int ExitCode { get; init; }
}

/// <summary>Who listens on the RDP port.</summary>
/// <param name="Port">The port by the registry.</param>
/// <param name="OwnerPid">0: nobody.</param>
public sealed record GuestListener(int Port, bool Listening, int OwnerPid)
{
    /// <summary>Image name of the listening process, such as svchost or nginx; null: nobody, or not told.</summary>
    public string? Owner { get; init; }
}

/// <summary>Registry values of Terminal Server and its RDP-Tcp listener. SecurityLayer 0 RDP, 1 negotiate, 2 TLS; MinEncryptionLevel 1 low to 4 FIPS; DenyPolicy null when no policy sets it.</summary>
public sealed record GuestRdp(int DenyLocal, int? DenyPolicy, int Port, int SecurityLayer, int UserAuthentication, int MinEncryptionLevel);

/// <summary>The certificate that the listener is bound to. Type: 1 default self-signed, 2 by group policy, 3 custom (Win32_TSGeneralSetting.SSLCertificateSHA1HashType). KeyReadable: whether NETWORK SERVICE may read the private key; null when that could not be told.</summary>
public sealed record GuestCertificate(string Thumbprint, int Type, bool Present, bool HasPrivateKey, bool? KeyReadable, DateTimeOffset? NotAfter, bool ServerAuth, string? Subject)
{
    /// <summary>The certificate that Windows makes for itself; null: not told.</summary>
    public GuestOwnCertificate? Own { get; init; }
}

/// <summary>Windows' own certificate for the listener (store Remote Desktop). It is used when nothing is bound, and when what is bound cannot be used.</summary>
/// <param name="Thumbprint">Of the newest one; null: there is none.</param>
/// <param name="KeyFile">The file of its key container (TSSecKeySet1) is there.</param>
/// <param name="KeyReadable">NETWORK SERVICE may read its key; null when that could not be told.</param>
public sealed record GuestOwnCertificate(string? Thumbprint, DateTimeOffset? NotAfter, bool KeyFile, bool? KeyReadable);

/// <summary>The Windows firewall as far as RDP is concerned.</summary>
/// <param name="RdpRuleEnabled">An inbound rule of the Remote Desktop group is enabled.</param>
/// <param name="BlockAllInbound">A profile in use blocks all inbound connections and ignores its rules.</param>
public sealed record GuestFirewall(bool RdpRuleEnabled, bool BlockAllInbound)
{
    /// <summary>Profiles that are switched off: residue of somebody's fix.</summary>
    public IReadOnlyList<string>? ProfilesOff { get; init; }

    /// <summary>Profiles in use, by the networks that the machine is in: Domain, Private, Public; null: not told.</summary>
    public IReadOnlyList<string>? Active { get; init; }

    /// <summary>An enabled allow rule covers the port by the registry in the active profile; null: not told.</summary>
    public bool? PortCovered { get; init; }

    /// <summary>Name of an enabled block rule for that port; null: none.</summary>
    public string? BlockedBy { get; init; }
}

/// <summary>RDP sessions inside the guest.</summary>
public sealed record GuestSessions(int Active, int Disconnected)
{
    /// <summary>Sessions that never became one, or whose user is gone while the session is not (state Connected or Down, no shell).</summary>
    public int Stuck { get; init; }

    /// <summary>Age of the oldest disconnected session in hours; null: none or not told.</summary>
    public double? OldestDisconnectedHours { get; init; }
}
