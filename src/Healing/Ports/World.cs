using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Ports;

/// <summary>The fleet's inventory, by pages, whatever its size (Azure Resource Graph).</summary>
public interface IHosts
{
    /// <summary>All known hosts of the targets, enrolled or not, ordered by id. May be some minutes old.</summary>
    Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One host as the inventory has it now; null when it does not exist (any more).</summary>
    Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken);
}

/// <summary>Asks the logs, set-based: one query for the whole fleet.</summary>
public interface ISignals
{
    /// <summary>
    /// Rows ingested in (from, to]; null when a table that it cannot do without is in no workspace. Each row is made when it is asked for: a fleet's worth of them need not stand in memory together.
    /// </summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    /// <exception cref="FinalException">The query was refused, or a row of it cannot be read.</exception>
    Task<IEnumerable<SignalRow>?> DetectAsync(Detector detector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Which of these tables are in no workspace; asked anew now and then, not for every sweep.</summary>
    /// <exception cref="RetriableException">Throttled or unreachable.</exception>
    /// <exception cref="FinalException">The query was refused.</exception>
    Task<IReadOnlySet<string>> MissingAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken);
}

/// <summary>Reads what the logs say about one host.</summary>
public interface IHostLogs
{
    /// <summary>The last half hour; see <see cref="LogParts"/>. A part whose table nobody collects is missing by itself.</summary>
    Task<Reading<LogFacts>> ReadAsync(Host host, CancellationToken cancellationToken);
}

/// <summary>Collects the evidence about one host from everything but the guest. Each part fails alone and then says why it is missing.</summary>
public interface IEvidence
{
    Task<HostEvidence> CollectAsync(Host host, IReadOnlyList<Signal> signals, CancellationToken cancellationToken);
}

/// <summary>Runs the read-only collector in the guest by a managed run command.</summary>
public interface IGuestCollector
{
    /// <summary>Starts it and answers when to look; a reading that is missing when it cannot run there.</summary>
    Task<GuestLook> StartAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken);

    Task<GuestLook> LookAsync(Host host, CaseId caseId, int attempt, string nonce, CancellationToken cancellationToken);

    /// <summary>Deletes what runs of ours stand on the machine and are over. Safe to repeat.</summary>
    /// <param name="over">Answers by its name whether a run is over; of a run that is not ours it is not asked.</param>
    Task TidyAsync(Host host, Predicate<string> over, CancellationToken cancellationToken);
}

/// <summary>The collector is still running (look again after), or has ended with a reading.</summary>
/// <param name="Reading">Null while it runs.</param>
public sealed record GuestLook(TimeSpan? LookAfter, Reading<GuestFacts>? Reading)
{
    /// <summary>Its run command is not there: it was read and removed by a process that died before it could say so, or somebody removed it. It can be run again.</summary>
    public bool Gone { get; init; }
}

/// <summary>Knocks at RDP listeners, many at once with bounded memory.</summary>
public interface IProbe
{
    Task<ProbeFacts> ProbeAsync(Host host, CancellationToken cancellationToken);
}

/// <summary>Key Vault certificates. The private key never passes through here.</summary>
public interface ICertificates
{
    Task<Reading<CertificateFacts>> ReadAsync(string name, CancellationToken cancellationToken);

    Task<IReadOnlyList<CertificateFacts>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Asks the vault for a new version under the certificate's own policy; joins a renewal that is under way.</summary>
    /// <param name="replaces">Thumbprint of the version that is to be replaced: when another one is the newest by now, nothing is renewed. Null: whatever is there.</param>
    Task<RenewalLook> RenewAsync(string name, string? replaces, CancellationToken cancellationToken);

    Task<RenewalLook> LookAsync(string name, CancellationToken cancellationToken);
}

/// <summary>How a renewal stands. <paramref name="Problem"/> is set when it failed or needs a person.</summary>
public sealed record RenewalLook(bool Pending, CertificateFacts? Renewed, string? Problem);
