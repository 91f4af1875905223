namespace RdpMedic.Emulator.World.Model;

/// <summary>A Windows service as the service control manager has it.</summary>
public sealed class WindowsService
{
    /// <summary>Running, Stopped, StartPending, StopPending.</summary>
    public string State { get; set; } = "Running";

    /// <summary>Manual, Auto, Disabled.</summary>
    public string Start { get; set; } = "Manual";

    public string Account { get; init; } = @"NT AUTHORITY\NETWORK SERVICE";

    public int Pid { get; set; } = 1;

    /// <summary>It runs and does nothing: no listener. A restart cures it.</summary>
    public bool Hangs { get; set; }

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
    public required string Build { get; init; }

    /// <summary>AD, Hybrid, Entra or Workgroup.</summary>
    public string JoinType { get; init; } = "AD";

    public DateTimeOffset BootedAt { get; set; }

    public bool PendingReboot { get; set; }

    /// <summary>TermService, SessionEnv, UmRdpService, and RDAgentBootLoader on session hosts.</summary>
    public SortedDictionary<string, WindowsService> Services { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>fDenyTSConnections of the Terminal Server key.</summary>
    public int DenyLocal { get; set; }

    /// <summary>The same as a policy; null: not set.</summary>
    public int? DenyPolicy { get; set; }

    public int Port { get; set; } = 3389;

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

    public bool FirewallBlocksAll { get; set; }

    public List<Session> Sessions { get; } = [];

    /// <summary>The listener answers: the service runs, connections are not denied, and nothing blocks the port inside.</summary>
    public bool Listens => Services.TryGetValue("TermService", out var service) && service is { State: "Running", Hangs: false } && (DenyPolicy ?? DenyLocal) == 0;

    /// <summary>The bound certificate, if it is there; null: the listener cannot do TLS.</summary>
    public StoredCertificate? Bound => Certificates.GetValueOrDefault(BoundThumbprint);
}
