using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Shared;

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

    /// <summary>What was last put into the outbox for the topic of events, by its name; null: nothing yet.</summary>
    public string? Told { get; init; }

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

    /// <summary>Messages of one host that nobody has marked as sent, oldest first.</summary>
    Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken);

    /// <summary>Hosts with an open case or an unsent message. May name too many, never too few: it is what finds work that a crash left.</summary>
    Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken);

    Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>Newest first, for people; may lag behind by a moment and never decides anything.</summary>
    Task<IReadOnlyList<Case>> ListAsync(int most, CancellationToken cancellationToken);

    Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken);
}

/// <summary>A small JSON text that several hosts share, and the version of it.</summary>
/// <param name="Key">Letters, digits, and <c>- | . _</c>.</param>
/// <param name="Json">Null: nothing is stored.</param>
/// <param name="ETag">Empty: nothing is stored.</param>
public sealed record Document(string Key, string? Json, string ETag);

/// <summary>Shared documents, each written only over the version that was read.</summary>
public interface IDocuments
{
    Task<Document> LoadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Answers the document with its new ETag, or null when somebody else wrote since it was loaded.</summary>
    Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken);
}

/// <summary>Sends messages to the cases and certificates queues.</summary>
public interface IMessages
{
    Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
}

/// <summary>Facts for the gates that are not about the host's own health, all read just now.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Paused">Why everything is paused; null when it is not.</param>
/// <param name="Host">The host as the inventory has it; null when it is gone.</param>
/// <param name="PoolHosts">Hosts of the pool, this one included.</param>
/// <param name="Pool">Who acts in the pool, and what was done there lately.</param>
/// <param name="Capacity">Sessions and room of an AVD host pool; missing for others.</param>
/// <param name="Holder">Another case that holds the host; null: free.</param>
/// <param name="SessionHost">Sessions and drain.</param>
/// <param name="GuestSessions">RDP sessions inside a plain virtual machine, from the newest collector run.</param>
/// <param name="Platform">What Azure says about its own health.</param>
/// <param name="Stood">Writes of earlier cases on what the step would write, which we did not take back.</param>
public sealed record GateFacts(
    DateTimeOffset At,
    string? Paused,
    Host? Host,
    int PoolHosts,
    PoolFile Pool,
    Reading<PoolCapacity> Capacity,
    CaseId? Holder,
    Reading<SessionHostFacts> SessionHost,
    Reading<GuestFacts> GuestSessions,
    Reading<PlatformHealth> Platform,
    IReadOnlyList<StandingWrite> Stood);
