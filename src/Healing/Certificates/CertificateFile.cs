namespace RdpMedic.Healing.Certificates;

/// <summary>What is stored about one vault certificate: whether a renewal is under way and who waits for it.</summary>
public sealed record CertificateFile
{
    public required string Name { get; init; }

    public bool Renewing { get; init; }

    /// <summary>When the renewal began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The turn, as on a case: a message that expects an earlier one is late.</summary>
    public int Turn { get; init; }

    /// <summary>Hosts whose cases wait for the answer.</summary>
    public IReadOnlyList<HostId> Waiting { get; init; } = [];

    public string ETag { get; init; } = "";
}
