using System.Diagnostics.CodeAnalysis;

namespace RdpMedic.Emulator.Bus;

/// <summary>The messages of one queue, and the ways in which they are looked for: by number, by lock, by session, by what comes next. A message changes its state only here, so that no way forgets it.</summary>
internal sealed class StoredMessages
{
    private static readonly Comparer<StoredMessage> Place = Comparer<StoredMessage>.Create((one, other) => one.SequenceNumber.CompareTo(other.SequenceNumber));
    private static readonly Comparer<StoredMessage> Schedule = Then(message => message.Incoming.ScheduledFor ?? DateTimeOffset.MinValue);
    private static readonly Comparer<StoredMessage> Expiry = Then(message => message.ExpiresAt);

    private readonly SortedDictionary<long, StoredMessage> all = [];
    private readonly Dictionary<Guid, StoredMessage> locked = [];
    private readonly SortedSet<StoredMessage> scheduled = new(Schedule);

    /// <summary>Active and free, in their order; the same by session, and by when they expire.</summary>
    private readonly SortedSet<StoredMessage> ready = new(Place);
    private readonly Dictionary<string, SortedSet<StoredMessage>> readyIn = new(StringComparer.Ordinal);
    private readonly SortedSet<StoredMessage> expiring = new(Expiry);

    /// <summary>In order of sequence numbers, whatever the state.</summary>
    public IEnumerable<StoredMessage> All => all.Values;

    /// <summary>What somebody can take, oldest first.</summary>
    public IEnumerable<StoredMessage> Ready => ready;

    /// <summary>What somebody holds.</summary>
    public IEnumerable<StoredMessage> Locked => locked.Values;

    public bool HasActive => ready.Count > 0 || locked.Values.Any(message => message.State == MessageState.Active);

    public StoredMessage? NextScheduled => scheduled.Min;

    public StoredMessage? NextReady(string? session) => session is null ? ready.Min : readyIn.GetValueOrDefault(session)?.Min;

    public bool TryFind(long sequenceNumber, [NotNullWhen(true)] out StoredMessage? message) => all.TryGetValue(sequenceNumber, out message);

    public StoredMessage? Holding(Guid token) => locked.GetValueOrDefault(token);

    /// <summary>Lies ready and should be gone by then, in order of sequence numbers.</summary>
    public IReadOnlyList<StoredMessage> ExpiredBy(DateTimeOffset time)
    {
        if (expiring.Min is not { } first || first.ExpiresAt > time) return [];
        return [.. expiring.TakeWhile(message => message.ExpiresAt <= time).OrderBy(message => message.SequenceNumber)];
    }

    public void Add(StoredMessage message)
    {
        all.Add(message.SequenceNumber, message);
        Enter(message);
    }

    public void Remove(StoredMessage message)
    {
        Leave(message);
        all.Remove(message.SequenceNumber);
    }

    public void Lock(StoredMessage message, DateTimeOffset until)
    {
        Leave(message);
        message.LockToken = Guid.NewGuid();
        message.LockedUntil = until;
        Enter(message);
    }

    public void Unlock(StoredMessage message)
    {
        Leave(message);
        message.LockToken = null;
        Enter(message);
    }

    /// <summary>Free, and not to be received but by its number.</summary>
    public void Defer(StoredMessage message)
    {
        Leave(message);
        message.LockToken = null;
        message.State = MessageState.Deferred;
        Enter(message);
    }

    private void Enter(StoredMessage message)
    {
        if (message.LockToken is { } token) locked.Add(token, message);
        else if (message.State == MessageState.Scheduled) scheduled.Add(message);
        else if (message.State == MessageState.Active)
        {
            ready.Add(message);
            if (message.ExpiresAt < DateTimeOffset.MaxValue) expiring.Add(message);
            if (message.SessionId is not { } session) return;
            if (!readyIn.TryGetValue(session, out var own)) readyIn.Add(session, own = new SortedSet<StoredMessage>(Place));
            own.Add(message);
        }
    }

    private void Leave(StoredMessage message)
    {
        if (message.LockToken is { } token) locked.Remove(token);
        else if (message.State == MessageState.Scheduled) scheduled.Remove(message);
        else if (message.State == MessageState.Active)
        {
            ready.Remove(message);
            expiring.Remove(message);
            if (message.SessionId is not { } session || !readyIn.TryGetValue(session, out var own)) return;
            own.Remove(message);
            if (own.Count == 0) readyIn.Remove(session);
        }
    }

    private static Comparer<StoredMessage> Then(Func<StoredMessage, DateTimeOffset> time) => Comparer<StoredMessage>.Create((one, other) =>
        time(one).CompareTo(time(other)) is var order and not 0 ? order : one.SequenceNumber.CompareTo(other.SequenceNumber));
}
