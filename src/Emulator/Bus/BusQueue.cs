namespace RdpMedic.Emulator.Bus;

/// <summary>
/// One queue's rules: order, locks, delivery counts, schedules, expiry and dead-lettering, free of AMQP. Transport time (locks) is wall time; what the
/// product schedules and lets expire is world time. Every public method takes the queue's lock and first applies whatever is due.
/// </summary>
public sealed partial class BusQueue : IInlet
{
    private readonly Lock gate = new();
    private readonly StoredMessages messages = new();
    private readonly SeenIds? seen;
    private readonly TimeProvider wall;
    private readonly TimeProvider world;
    private long lastSequenceNumber;

    public BusQueue(QueueDefinition definition, TimeProvider wall, TimeProvider world)
        : this(definition, wall, world, isDeadLetter: false)
    {
    }

    private BusQueue(QueueDefinition definition, TimeProvider wall, TimeProvider world, bool isDeadLetter)
    {
        Definition = definition;
        this.wall = wall;
        this.world = world;
        seen = definition.DuplicateWindow is { } window ? new SeenIds(window) : null;
        // The dead-letter queue of a session queue is read without sessions; it knows no expiry and no maximum count.
        DeadLetter = isDeadLetter ? null : new BusQueue(definition with { RequiresSession = false, DuplicateWindow = null, MaxDeliveryCount = int.MaxValue, DefaultTimeToLive = TimeSpan.MaxValue, DeadLetterOnExpiration = false }, wall, world, isDeadLetter: true);
    }

    public QueueDefinition Definition { get; }

    public string Name => Definition.Name;

    public bool RequiresSession => Definition.RequiresSession;

    /// <summary>Null on a dead-letter queue itself.</summary>
    public BusQueue? DeadLetter { get; }

    /// <summary>Messages that somebody took and completed, ever.</summary>
    public int Completed { get; private set; }

    /// <summary>Answers the sequence number; a duplicate is accepted, dropped, and answered with null.</summary>
    /// <exception cref="BusException">A session queue needs a session id.</exception>
    public long? Send(IncomingMessage incoming)
    {
        if (DeadLetter is null) throw new BusException("amqp:not-allowed", "A dead-letter queue cannot be sent to.");
        if (Definition.RequiresSession && string.IsNullOrEmpty(incoming.SessionId)) throw new BusException("amqp:not-allowed", $"The queue {Definition.Name} requires sessions; the message names none.");
        lock (gate)
        {
            ApplyDue();
            var now = world.GetUtcNow();
            if (incoming.MessageId is { } id && seen?.IsRepeated(id, now) == true) return null;
            var life = incoming.TimeToLive is { } own && own < Definition.DefaultTimeToLive ? own : Definition.DefaultTimeToLive;
            var from = incoming.ScheduledFor > now ? incoming.ScheduledFor.Value : now;
            var stored = new StoredMessage(incoming, ++lastSequenceNumber, now, life >= DateTimeOffset.MaxValue - from ? DateTimeOffset.MaxValue : from + life)
            {
                State = incoming.ScheduledFor > now ? MessageState.Scheduled : MessageState.Active,
            };
            messages.Add(stored);
            return stored.SequenceNumber;
        }
    }

    /// <exception cref="BusException">No such scheduled message.</exception>
    public void CancelScheduled(long sequenceNumber)
    {
        lock (gate)
        {
            ApplyDue();
            if (!messages.TryFind(sequenceNumber, out var stored) || stored.State != MessageState.Scheduled) throw new BusException("com.microsoft:message-not-found", $"No scheduled message {sequenceNumber}.");
            messages.Remove(stored);
        }
    }

    /// <summary>Locks and answers the lowest active message; null when there is none. On a session queue the session must be held.</summary>
    public StoredMessage? Receive(BusSession? session = null)
    {
        lock (gate)
        {
            ApplyDue();
            if (Definition.RequiresSession && (session is null || !Holds(session))) throw new BusException("com.microsoft:session-lock-lost", "The session is not held.");
            var next = messages.NextReady(session?.Id);
            if (next is not null) messages.Lock(next, session?.LockedUntil ?? wall.GetUtcNow() + Definition.LockDuration);
            return next;
        }
    }

    /// <summary>Locks and answers a deferred message by its number.</summary>
    /// <exception cref="BusException">No such deferred message that is free.</exception>
    public StoredMessage ReceiveDeferred(long sequenceNumber)
    {
        lock (gate)
        {
            ApplyDue();
            if (!messages.TryFind(sequenceNumber, out var stored) || stored is not { State: MessageState.Deferred, LockToken: null }) throw new BusException("com.microsoft:message-not-found", $"No deferred message {sequenceNumber}.");
            messages.Lock(stored, wall.GetUtcNow() + Definition.LockDuration);
            return stored;
        }
    }

    /// <summary>Looks without locking, in order of sequence numbers, whatever the state.</summary>
    public IReadOnlyList<StoredMessage> Peek(long from, int most)
    {
        lock (gate)
        {
            ApplyDue();
            return [.. messages.All.Where(message => message.SequenceNumber >= from).Take(most)];
        }
    }

    public void Complete(Guid token)
    {
        lock (gate)
        {
            messages.Remove(Locked(token));
            Completed++;
        }
    }

    /// <summary>Counts a failed delivery and returns the message to its old place, or to the dead-letter queue when there were too many.</summary>
    public void Abandon(Guid token, IReadOnlyDictionary<string, object?>? properties = null)
    {
        lock (gate) Fail(Merge(Locked(token), properties));
    }

    /// <summary>Returns a message that the client never gave to the application: not a failed delivery.</summary>
    public void Release(Guid token)
    {
        lock (gate) messages.Unlock(Locked(token));
    }

    public void Defer(Guid token, IReadOnlyDictionary<string, object?>? properties = null)
    {
        lock (gate)
        {
            var stored = Merge(Locked(token), properties);
            stored.DeliveryCount++;
            messages.Defer(stored);
        }
    }

    public void SendToDeadLetter(Guid token, string? reason, string? description, IReadOnlyDictionary<string, object?>? properties = null)
    {
        lock (gate) Bury(Merge(Locked(token), properties), reason, description);
    }

    /// <summary>Answers until when the lock now lasts.</summary>
    public DateTimeOffset Renew(Guid token)
    {
        lock (gate) return Locked(token).LockedUntil = wall.GetUtcNow() + Definition.LockDuration;
    }

    /// <summary>When something becomes due in world time; null when nothing is scheduled.</summary>
    public DateTimeOffset? NextScheduled()
    {
        lock (gate) return messages.NextScheduled?.Incoming.ScheduledFor;
    }

    /// <summary>A message waits to be received or is locked by somebody, here or among the dead letters.</summary>
    public bool IsBusy()
    {
        lock (gate)
        {
            ApplyDue();
            return messages.HasActive || DeadLetter?.IsBusy() == true;
        }
    }

    private StoredMessage Locked(Guid token)
    {
        ApplyDue();
        return messages.Holding(token)
            ?? throw new BusException("com.microsoft:message-lock-lost", "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");
    }

    private static StoredMessage Merge(StoredMessage stored, IReadOnlyDictionary<string, object?>? properties)
    {
        foreach (var (name, value) in properties ?? new Dictionary<string, object?>(StringComparer.Ordinal)) stored.Properties[name] = value;
        return stored;
    }

    private void Fail(StoredMessage stored)
    {
        stored.DeliveryCount++;
        messages.Unlock(stored);
        if (stored.DeliveryCount >= Definition.MaxDeliveryCount) Bury(stored, "MaxDeliveryCountExceeded", $"Message could not be consumed after {Definition.MaxDeliveryCount} delivery attempts.");
    }

    private void Bury(StoredMessage stored, string? reason, string? description)
    {
        if (DeadLetter is null) throw new BusException("amqp:not-allowed", "A message in a dead-letter queue cannot be dead-lettered.");
        messages.Remove(stored);
        if (reason is not null) stored.Properties["DeadLetterReason"] = reason;
        if (description is not null) stored.Properties["DeadLetterErrorDescription"] = description;
        stored.LockToken = null;
        stored.State = MessageState.Active;
        DeadLetter.Receive(stored);
    }

    private void Receive(StoredMessage buried)
    {
        lock (gate)
        {
            buried.SequenceNumber = ++lastSequenceNumber;
            messages.Add(buried);
        }
    }

    /// <summary>Activates what is scheduled, frees what lost its lock, removes what expired. Deferred messages do not expire.</summary>
    private void ApplyDue()
    {
        var worldNow = world.GetUtcNow();
        var wallNow = wall.GetUtcNow();
        while (messages.NextScheduled is { } stored && stored.Incoming.ScheduledFor <= worldNow)
        {
            messages.Remove(stored);
            stored.SequenceNumber = ++lastSequenceNumber;
            stored.EnqueuedAt = worldNow;
            stored.State = MessageState.Active;
            messages.Add(stored);
        }

        ExpireSessions(wallNow);
        // On a session queue the session is the lock.
        if (!Definition.RequiresSession)
        {
            foreach (var stored in messages.Locked.Where(message => message.LockedUntil <= wallNow).OrderBy(message => message.SequenceNumber).ToList()) Fail(stored);
        }

        // A dead-letter queue knows no expiry.
        if (DeadLetter is null) return;
        foreach (var stored in messages.ExpiredBy(worldNow))
        {
            if (Definition.DeadLetterOnExpiration) Bury(stored, "TTLExpiredException", "The message expired and was dead lettered.");
            else messages.Remove(stored);
        }
    }
}
