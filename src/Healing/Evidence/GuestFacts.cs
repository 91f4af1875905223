namespace RdpMedic.Healing.Evidence;

/// <summary>What the read-only collector saw inside the guest. The names are those of its JSON.</summary>
public sealed record GuestFacts
{
    public required string Nonce { get; init; }

    public required GuestOs Os { get; init; }

    /// <summary>By service name: TermService, SessionEnv, UmRdpService, RDAgentBootLoader.</summary>
    public required IReadOnlyDictionary<string, GuestService> Services { get; init; }

    public required GuestListener Listener { get; init; }

    public required GuestRdp Rdp { get; init; }

    public GuestCertificate? Certificate { get; init; }

    public required GuestFirewall Firewall { get; init; }

    public required GuestSessions Sessions { get; init; }
}

/// <summary>The operating system.</summary>
public sealed record GuestOs(string Build, DateTimeOffset BootedAt, bool PendingReboot, string JoinType);

/// <summary>A Windows service: its state (Running, Stopped, StartPending, StopPending), start mode (Manual, Auto, Disabled), account and process id.</summary>
public sealed record GuestService(string State, string Start, string Account, int Pid);

/// <summary>Who listens on the RDP port.</summary>
public sealed record GuestListener(int Port, bool Listening, int OwnerPid);

/// <summary>Registry values of Terminal Server and its RDP-Tcp listener. SecurityLayer 0 RDP, 1 negotiate, 2 TLS; MinEncryptionLevel 1 low to 4 FIPS; DenyPolicy null when no policy sets it.</summary>
public sealed record GuestRdp(int DenyLocal, int? DenyPolicy, int Port, int SecurityLayer, int UserAuthentication, int MinEncryptionLevel);

/// <summary>The certificate that the listener is bound to. Type: 1 default self-signed, 2 by group policy, 3 custom (Win32_TSGeneralSetting.SSLCertificateSHA1HashType). KeyReadable: whether NETWORK SERVICE may read the private key; null when that could not be told.</summary>
public sealed record GuestCertificate(string Thumbprint, int Type, bool Present, bool HasPrivateKey, bool? KeyReadable, DateTimeOffset? NotAfter, bool ServerAuth, string? Subject);

/// <summary>The Windows firewall as far as RDP is concerned.</summary>
public sealed record GuestFirewall(bool RdpRuleEnabled, bool BlockAllInbound);

/// <summary>RDP sessions inside the guest.</summary>
public sealed record GuestSessions(int Active, int Disconnected);
