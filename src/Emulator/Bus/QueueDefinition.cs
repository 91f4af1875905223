namespace RdpMedic.Emulator.Bus;

/// <summary>A queue as the infrastructure declares it.</summary>
/// <param name="RequiresSession">Every message names a session, and a session is read by one receiver at a time.</param>
/// <param name="DuplicateWindow">How long message ids are remembered, in world time; null: no duplicate detection. Azure allows 20 seconds to 7 days.</param>
/// <param name="LockDuration">How long a message or session is locked, in wall time. Azure allows 5 seconds to 5 minutes.</param>
/// <param name="MaxDeliveryCount">After so many failed deliveries a message goes to the dead-letter queue.</param>
/// <param name="DefaultTimeToLive">The longest a message lives, in world time.</param>
/// <param name="DeadLetterOnExpiration">Expired messages go to the dead-letter queue instead of vanishing.</param>
public sealed record QueueDefinition(string Name, bool RequiresSession, TimeSpan? DuplicateWindow, TimeSpan LockDuration, int MaxDeliveryCount, TimeSpan DefaultTimeToLive, bool DeadLetterOnExpiration);

/// <summary>Where a stored message stands.</summary>
public enum MessageState
{
    Active,
    Deferred,
    Scheduled,
}

/// <summary>A refusal in the words of the service: its error condition and a sentence.</summary>
public sealed class BusException(string condition, string message) : Exception(message)
{
    /// <summary>Such as <c>com.microsoft:message-lock-lost</c>.</summary>
    public string Condition { get; } = condition;
}

/// <summary>A message as a sender hands it over. The encoded bytes are stored untouched.</summary>
public sealed record IncomingMessage(string? MessageId, string? SessionId, ReadOnlyMemory<byte> Encoded, TimeSpan? TimeToLive = null, DateTimeOffset? ScheduledFor = null);

/// <summary>A message in a queue. Its place is its sequence number: what is abandoned or expires returns to its old place.</summary>
public sealed class StoredMessage
{
    internal StoredMessage(IncomingMessage incoming, long sequenceNumber, DateTimeOffset enqueuedAt, DateTimeOffset expiresAt)
    {
        Incoming = incoming;
        SequenceNumber = EnqueueSequenceNumber = sequenceNumber;
        EnqueuedAt = enqueuedAt;
        ExpiresAt = expiresAt;
    }

    public IncomingMessage Incoming { get; }

    /// <summary>Gap-free and rising in one queue; a scheduled message gets a new one when it becomes active.</summary>
    public long SequenceNumber { get; internal set; }

    public long EnqueueSequenceNumber { get; }

    public DateTimeOffset EnqueuedAt { get; internal set; }

    public DateTimeOffset ExpiresAt { get; }

    public MessageState State { get; internal set; }

    /// <summary>Failed deliveries so far.</summary>
    public int DeliveryCount { get; internal set; }

    /// <summary>Of the lock that holds it now; null when it is free.</summary>
    public Guid? LockToken { get; internal set; }

    public DateTimeOffset LockedUntil { get; internal set; }

    /// <summary>Added by abandon, defer and dead-letter.</summary>
    public Dictionary<string, object?> Properties { get; } = new(StringComparer.Ordinal);

    public string? SessionId => Incoming.SessionId;
}
