using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>One receiver's link: hands out messages as far as its credit goes, and settles them.</summary>
internal sealed class QueueConsumer(SendingAmqpLink link, BusQueue queue, BusSession? session, string entity, BusFaults? faults, Action kick)
{
    private const string DeadLetter = "com.microsoft:dead-letter";

    private readonly Lock offering = new();

    public BusQueue Queue { get; } = queue;

    public BusSession? Session { get; } = session;

    /// <summary>Sends what is there while there is credit. Answers false when the link's session is lost and the link must go.</summary>
    public bool Offer()
    {
        // The pump and a drain may offer side by side; a session's order must survive that.
        lock (offering) return OfferInOrder();
    }

    private bool OfferInOrder()
    {
        if (link.State != AmqpObjectState.Opened) return true;
        while (link.LinkCredit > 0)
        {
            StoredMessage? next;
            try
            {
                next = Queue.Receive(Session);
            }
            catch (BusException lost)
            {
                link.SafeClose(new AmqpException(Refusal.Of(lost)));
                return false;
            }

            if (next is null) break;
            var message = Codec.Write(next);
            if (link.TrySendDelivery(message)) continue;
            Queue.Release(next.LockToken!.Value);
            break;
        }

        if (Session is null || Queue.IsHeld(Session)) return true;
        link.SafeClose(Refusal.Throw("com.microsoft:session-lock-lost", $"The session lock has expired on the session '{Session.Id}'."));
        return false;
    }

    /// <summary>Called by the library for every disposition of the client.</summary>
    public void Settle(Delivery delivery)
    {
        var token = new Guid(delivery.DeliveryTag.AsSpan());
        var fault = delivery.State is Released ? null : faults?.Next(BusGesture.Settle, entity);
        if (fault is { AfterDoing: false })
        {
            Answer(delivery, fault, null);
            return;
        }

        Error? error = null;
        try
        {
            Apply(token, delivery.State);
        }
        catch (BusException refused)
        {
            // A session's message whose session is gone is refused as such; the client then gives the session up.
            error = Session is not null && !Queue.IsHeld(Session) ? Refusal.Of("com.microsoft:session-lock-lost", refused.Message) : Refusal.Of(refused);
        }

        Answer(delivery, fault, error);
        kick();
    }

    private void Answer(Delivery delivery, BusFault? fault, Error? error)
    {
        if (fault is { Condition: null })
        {
            link.Session.Connection.Abort();
            return;
        }

        if (fault is not null) error = Refusal.Of(fault.Condition!, "Injected.");
        if (delivery.Settled) return;
        // A bare outcome: echoing the client's own error would read as a refusal.
        DeliveryState state = error is not null ? new Rejected { Error = error } : delivery.State is Rejected ? new Rejected() : delivery.State;
        link.DisposeDelivery(delivery, true, state);
    }

    private void Apply(Guid token, DeliveryState state)
    {
        switch (state)
        {
            case Accepted:
                Queue.Complete(token);
                break;
            case Released:
                Queue.Release(token);
                break;
            case Modified { UndeliverableHere: true } modified:
                Queue.Defer(token, Map(modified.MessageAnnotations));
                break;
            case Modified modified:
                Queue.Abandon(token, Map(modified.MessageAnnotations));
                break;
            case Rejected rejected:
                var entries = rejected.Error?.Condition.Value == DeadLetter ? Map(rejected.Error.Info) : [];
                Queue.SendToDeadLetter(token, Text(entries, "DeadLetterReason"), Text(entries, "DeadLetterErrorDescription"), entries);
                break;
            default:
                throw new BusException("amqp:not-implemented", $"The emulator does not settle with {state?.GetType().Name ?? "nothing"}.");
        }
    }

    private static string? Text(Dictionary<string, object?> entries, string name) => entries.TryGetValue(name, out var value) ? value?.ToString() : null;

    private static Dictionary<string, object?> Map(Fields? fields)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (fields is null) return map;
        foreach (var entry in fields) map[entry.Key.ToString()!] = entry.Value;
        return map;
    }
}
