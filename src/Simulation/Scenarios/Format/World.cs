using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Hosts;
using RdpMedic.Simulation.Scenarios.Binding;

namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>An AVD host pool; its hosts name it.</summary>
public sealed class PoolSpec
{
    /// <summary>Default rg-avd.</summary>
    public string ResourceGroup { get; init; } = "rg-avd";

    [Inline]
    public required Patch<HostPool> World { get; init; }
}

/// <summary>The key vault.</summary>
public sealed class VaultSpec
{
    /// <summary>Certificates by name.</summary>
    [Counted(Named.Certificate)]
    public IReadOnlyDictionary<string, CertificateSpec> Certificates { get; init; } = new Dictionary<string, CertificateSpec>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A certificate of the vault. When no <c>versions</c> are given it has one.</summary>
public sealed class CertificateSpec
{
    /// <summary>So many of them; {n} in the name and in the fields is the number of each.</summary>
    public int? Count { get; init; }

    /// <summary>When its one version ends. Default 270 days after the start.</summary>
    public DateTimeOffset? Expires { get; init; }

    [Inline]
    public required Patch<VaultCertificate> World { get; init; }
}

/// <summary>A network security group.</summary>
public sealed class NsgSpec
{
    /// <summary>Default rg-app.</summary>
    public string ResourceGroup { get; init; } = "rg-app";

    /// <summary>Names of its rules that the operator listed as desired state, as they stand at the start.</summary>
    public IReadOnlyList<string> Listed { get; init; } = [];

    [Inline]
    public required Patch<SecurityGroup> World { get; init; }
}

/// <summary>A load balancer.</summary>
public sealed class BalancerSpec
{
    /// <summary>Default rg-app.</summary>
    public string ResourceGroup { get; init; } = "rg-app";

    /// <summary>Names of its inbound NAT rules that the operator listed as desired state, as they stand at the start.</summary>
    public IReadOnlyList<string> ListedNatRules { get; init; } = [];

    /// <summary>Names of its pools whose members, as they stand at the start, the operator listed as desired state.</summary>
    public IReadOnlyList<string> Listed { get; init; } = [];

    [Inline]
    public required Patch<LoadBalancer> World { get; init; }
}

/// <summary>A virtual machine.</summary>
public sealed class HostSpec
{
    /// <summary>So many of them, 1 to 400: <c>vm-{n}</c> is vm-1, vm-2 and so on, and {n} and {name} in the fields are the number and the name of each.</summary>
    public int? Count { get; init; }

    /// <summary>The AVD host pool that it is a session host of; without one it is a plain machine.</summary>
    [Names(Named.Pool)]
    public string? Pool { get; init; }

    /// <summary>Default rg-app; that of its pool for a session host.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Tagged for repair. Default true.</summary>
    public bool Enrolled { get; init; } = true;

    /// <summary>Looked at from outside only.</summary>
    public bool Protected { get; init; }

    /// <summary>The certificate of the vault that its listener should present; it is bound unless the guest says otherwise.</summary>
    [Names(Named.Certificate)]
    public string? Certificate { get; init; }

    /// <summary>When the product's probe last reached it. Default: a minute before the start for plain machines.</summary>
    public DateTimeOffset? Reached { get; init; }

    /// <summary>The probe never reached it.</summary>
    public bool NeverReached { get; init; }

    /// <summary>People who need it to work, for userMinutesLost. Default 1 for plain machines; for session hosts see traffic.</summary>
    public int Users { get; init; } = 1;

    /// <summary>Its registration in its pool.</summary>
    public Patch<SessionHost>? SessionHost { get; init; }

    [Inline]
    public required Patch<Machine> World { get; init; }
}
