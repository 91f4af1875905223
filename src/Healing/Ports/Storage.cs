using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Journal;

namespace RdpMedic.Healing.Ports;

/// <summary>What is stored about one host: its open or newest case, and what outlives cases. One turn is one transaction on it.</summary>
public sealed record HostFile
{
    public required HostId Host { get; init; }

    /// <summary>The newest case, open or ended; null before the first.</summary>
    public Case? Case { get; init; }

    /// <summary>How many cases the host ever had; the next one gets this plus one.</summary>
    public int Cases { get; init; }

    /// <summary>Signals not newer than this are about a fault that was healed already.</summary>
    public DateTimeOffset? ClearedUntil { get; init; }

    /// <summary>The store's version of this file; empty when it was never saved.</summary>
    public string ETag { get; init; } = "";
}

/// <summary>Cases, their journals and their outboxes, by host.</summary>
public interface ICases
{
    /// <summary>The host's file; an empty one when nothing is stored.</summary>
    Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken);

    /// <summary>Saves file, journal entries and outbox in one transaction. Answers the file with its new ETag, or null when somebody else saved since it was loaded.</summary>
    Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken);

    /// <summary>Forgets messages that were sent.</summary>
    Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);

    /// <summary>Messages saved before <paramref name="before"/> that nobody has marked as sent.</summary>
    Task<IReadOnlyList<OutboxMessage>> UnsentAsync(DateTimeOffset before, CancellationToken cancellationToken);

    Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Case>> ListAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken);
}

/// <summary>The certificate files, by name; same rules as <see cref="ICases"/>.</summary>
public interface ICertificateFiles
{
    Task<CertificateFile> LoadAsync(string name, CancellationToken cancellationToken);

    Task<CertificateFile?> SaveAsync(CertificateFile file, CancellationToken cancellationToken);
}

/// <summary>Small shared state: pause, watermarks, which vantage reached which host.</summary>
public interface IShared
{
    /// <summary>Why everything is paused; null when it is not.</summary>
    Task<string?> PausedAsync(CancellationToken cancellationToken);

    Task<DateTimeOffset?> WatermarkAsync(string detector, CancellationToken cancellationToken);

    Task SaveWatermarkAsync(string detector, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>When the probe last reached the host; null when never.</summary>
    Task<DateTimeOffset?> ReachedAsync(HostId host, CancellationToken cancellationToken);

    Task SaveReachedAsync(HostId host, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Leases on hosts, pool slots and shared resources. Gates judge, reservations decide.</summary>
public interface IReservations
{
    /// <summary>Takes the host, one of the pool's slots and every touched resource, in that fixed order, or nothing. Answers null when all were taken, else what was lost and to whom.</summary>
    Task<string?> TakeAsync(Reservation wanted, CancellationToken cancellationToken);

    Task ReleaseAsync(CaseId owner, CancellationToken cancellationToken);

    /// <summary>Cases that hold a slot of the pool now.</summary>
    Task<IReadOnlyList<CaseId>> ActingAsync(PoolId pool, CancellationToken cancellationToken);

    /// <summary>Who holds the host now; null when nobody does.</summary>
    Task<CaseId?> HolderAsync(HostId host, CancellationToken cancellationToken);
}

/// <summary>What one case wants to hold while it acts.</summary>
/// <param name="Slots">How many cases of the pool may act at once.</param>
/// <param name="Touches">Shared resources, in ordinal order.</param>
public sealed record Reservation(CaseId Owner, HostId Host, PoolId Pool, int Slots, IReadOnlyList<string> Touches);

/// <summary>Sends messages to the cases and certificates queues.</summary>
public interface IMessages
{
    Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
}

/// <summary>Facts for the gates that are not about the host alone.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Paused">Why everything is paused; null when it is not.</param>
/// <param name="Host">The host as the inventory has it; null when it is gone.</param>
/// <param name="PoolHosts">Hosts of the pool, this one included.</param>
/// <param name="PoolActing">Other cases of the pool that are acting now.</param>
/// <param name="Holder">Who holds the host; null or this case means free.</param>
/// <param name="SessionHost">Sessions and drain, read just now.</param>
/// <param name="GuestSessions">RDP sessions inside a plain virtual machine, from the newest collector run.</param>
public sealed record GateFacts(
    DateTimeOffset At,
    string? Paused,
    Host? Host,
    int PoolHosts,
    int PoolActing,
    CaseId? Holder,
    Reading<SessionHostFacts> SessionHost,
    Reading<GuestFacts> GuestSessions);

/// <summary>Reads sessions and drain of one session host, just now.</summary>
public interface ISessionHosts
{
    Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken);
}
