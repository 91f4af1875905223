namespace RdpMedic.Emulator.World.Model;

/// <summary>A Key Vault as far as certificates go.</summary>
public sealed class Vault
{
    public required string Name { get; init; }

    public SortedDictionary<string, VaultCertificate> Certificates { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A certificate with its policy, versions and pending operation.</summary>
public sealed class VaultCertificate
{
    public required string Name { get; init; }

    /// <summary>Self, or the name of an issuer; Unknown needs a merge by a person.</summary>
    public string Issuer { get; init; } = "Self";

    public required string Subject { get; init; }

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    public int ValidityMonths { get; init; } = 12;

    /// <summary>Extended key usage OIDs.</summary>
    public IReadOnlyList<string> Usages { get; init; } = ["1.3.6.1.5.5.7.3.1"];

    /// <summary>Oldest first.</summary>
    public List<VaultVersion> Versions { get; } = [];

    public PendingRenewal? Pending { get; set; }
}

/// <summary>One version: 32 hexadecimal digits, and the certificate with its key.</summary>
public sealed record VaultVersion(string Version, StoredCertificate Certificate, bool Enabled = true);

/// <summary>A creation under way; it completes at <paramref name="CompletesAt"/> unless <paramref name="Error"/> is set.</summary>
public sealed record PendingRenewal(string RequestId, DateTimeOffset StartedAt, DateTimeOffset CompletesAt, string? Error);
