namespace RdpMedic.Emulator.Bus;

/// <summary>A session that a receiver holds. It is the lock of all its messages.</summary>
public sealed class BusSession
{
    internal BusSession(string id) => Id = id;

    public string Id { get; }

    public DateTimeOffset LockedUntil { get; internal set; }
}

/// <content>Sessions: one holder at a time, in order, with a state that outlives the messages.</content>
public sealed partial class BusQueue
{
    private readonly Dictionary<string, BusSession> held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> states = new(StringComparer.Ordinal);

    /// <summary>Takes a named session, also when it has no messages.</summary>
    /// <exception cref="BusException">Somebody else holds it.</exception>
    public BusSession AcceptSession(string id)
    {
        lock (gate)
        {
            ApplyDue();
            RequireSessions();
            if (held.ContainsKey(id)) throw new BusException("com.microsoft:session-cannot-be-locked", $"The requested session '{id}' cannot be accepted. It may be locked by another receiver.");
            return Hold(id);
        }
    }

    /// <summary>Takes the free session with the oldest active message; null when there is none.</summary>
    public BusSession? AcceptNextSession()
    {
        lock (gate)
        {
            ApplyDue();
            RequireSessions();
            var next = messages.Ready.FirstOrDefault(message => !held.ContainsKey(message.SessionId!));
            return next is null ? null : Hold(next.SessionId!);
        }
    }

    /// <summary>Closed by its receiver: its messages return uncounted.</summary>
    public void CloseSession(BusSession session)
    {
        lock (gate)
        {
            if (!Holds(session)) return;
            held.Remove(session.Id);
            foreach (var stored in LockedIn(session.Id)) messages.Unlock(stored);
        }
    }

    /// <summary>The holder still has the session: its lock has not expired.</summary>
    public bool IsHeld(BusSession session)
    {
        lock (gate)
        {
            ApplyDue();
            return Holds(session);
        }
    }

    public DateTimeOffset RenewSession(BusSession session)
    {
        lock (gate)
        {
            RequireHeld(session);
            session.LockedUntil = wall.GetUtcNow() + Definition.LockDuration;
            foreach (var stored in LockedIn(session.Id)) stored.LockedUntil = session.LockedUntil;
            return session.LockedUntil;
        }
    }

    /// <summary>Null when none was set.</summary>
    public ReadOnlyMemory<byte>? SessionState(BusSession session)
    {
        lock (gate)
        {
            RequireHeld(session);
            return states.TryGetValue(session.Id, out var state) ? state : null;
        }
    }

    public void SetSessionState(BusSession session, ReadOnlyMemory<byte>? state)
    {
        lock (gate)
        {
            RequireHeld(session);
            if (state is { } some) states[session.Id] = some;
            else states.Remove(session.Id);
        }
    }

    private BusSession Hold(string id)
    {
        var session = new BusSession(id) { LockedUntil = wall.GetUtcNow() + Definition.LockDuration };
        held.Add(id, session);
        return session;
    }

    private bool Holds(BusSession session) => held.TryGetValue(session.Id, out var holder) && ReferenceEquals(holder, session);

    private void RequireHeld(BusSession session)
    {
        ApplyDue();
        if (!Holds(session)) throw new BusException("com.microsoft:session-lock-lost", $"The session lock has expired on the session '{session.Id}'.");
    }

    private void RequireSessions()
    {
        if (!Definition.RequiresSession) throw new BusException("amqp:not-allowed", "A sessionful message receiver cannot be created on an entity that does not require sessions.");
    }

    private List<StoredMessage> LockedIn(string session) => [.. messages.Locked.Where(message => message.SessionId == session).OrderBy(message => message.SequenceNumber)];

    /// <summary>An expired session lock, unlike a closed one, counts as a failed delivery of what was locked.</summary>
    private void ExpireSessions(DateTimeOffset now)
    {
        foreach (var session in held.Values.Where(session => session.LockedUntil <= now).ToList())
        {
            held.Remove(session.Id);
            foreach (var stored in LockedIn(session.Id)) Fail(stored);
        }
    }
}
