using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>Requests to an entity's <c>$management</c> node: locks, sessions' state, peeking, scheduling, settling by token.</summary>
internal sealed class Management(Peer peer, BusQueue queue, string entity, BusFaults? faults, Action kick)
{
    private const string Prefix = "com.microsoft:";

    public void Answer(AmqpMessage request)
    {
        var operation = request.ApplicationProperties?.Map.TryGetValue<string>("operation", out var named) == true ? named : "";
        var fault = faults?.Next(BusGesture.Manage, entity);
        if (fault is { Condition: null, AfterDoing: false })
        {
            peer.Connection.Abort();
            return;
        }

        try
        {
            if (fault?.Condition is { } condition) throw new BusException(condition, "Injected.");
            var body = request.ValueBody?.Value as AmqpMap ?? new AmqpMap();
            var result = Do(operation, body, Asker(request));
            if (fault is not null) peer.Connection.Abort();
            else Send(request, result, 200, null);
        }
        catch (BusException refused)
        {
            Send(request, null, StatusOf(refused.Condition), refused);
        }

        kick();
    }

    private AmqpMap? Do(string operation, AmqpMap body, BusSession? session) => operation switch
    {
        Prefix + "renew-lock" => new AmqpMap { { new MapKey("expirations"), Array<Guid>(body, "lock-tokens").Select(token => queue.Renew(token).UtcDateTime).ToArray() } },
        Prefix + "renew-session-lock" => new AmqpMap { { new MapKey("expiration"), queue.RenewSession(Held(session)).UtcDateTime } },
        Prefix + "get-session-state" => State(Held(session)),
        Prefix + "set-session-state" => SetState(body, Held(session)),
        Prefix + "peek-message" => new AmqpMap { { new MapKey("messages"), Peek(body) } },
        Prefix + "receive-by-sequence-number" => new AmqpMap { { new MapKey("messages"), ReceiveDeferred(body) } },
        Prefix + "update-disposition" => Settle(body),
        Prefix + "schedule-message" => new AmqpMap { { new MapKey("sequence-numbers"), Schedule(body) } },
        Prefix + "cancel-scheduled-message" => Cancel(body),
        _ => throw new BusException("amqp:not-implemented", $"The emulator does not support the management operation '{operation}'."),
    };

    private static BusSession Held(BusSession? session) => session ?? throw new BusException("com.microsoft:session-lock-lost", "The request names no link that holds a session.");

    private BusSession? Asker(AmqpMessage request) =>
        request.ApplicationProperties?.Map.TryGetValue<string>("associated-link-name", out var link) == true && peer.Consumers.TryGetValue(link, out var consumer) ? consumer.Session : null;

    /// <summary>The key is always there; without a state its value is null.</summary>
    private AmqpMap State(BusSession session)
    {
        object? state = queue.SessionState(session) is { } some ? new ArraySegment<byte>(some.ToArray()) : default(object);
        return new AmqpMap { { new MapKey("session-state"), state! } };
    }

    private AmqpMap? SetState(AmqpMap body, BusSession session)
    {
        queue.SetSessionState(session, body[new MapKey("session-state")] switch
        {
            ArraySegment<byte> some => some.ToArray(),
            byte[] some => some,
            _ => (ReadOnlyMemory<byte>?)null,
        });
        return null;
    }

    private List<AmqpMap> Peek(AmqpMap body)
    {
        var from = body.TryGetValue<long>(new MapKey("from-sequence-number"), out var number) ? number : 0;
        var most = body.TryGetValue<int>(new MapKey("message-count"), out var count) ? count : 1;
        var found = queue.Peek(from, body.TryGetValue<string>(new MapKey("session-id"), out var session) && session is not null ? int.MaxValue : most);
        return [.. found.Where(stored => session is null || stored.SessionId == session).Take(most).Select(stored => new AmqpMap { { new MapKey("message"), Encoded(stored) } })];
    }

    private List<AmqpMap> ReceiveDeferred(AmqpMap body)
    {
        var list = new List<AmqpMap>();
        foreach (var number in Array<long>(body, "sequence-numbers"))
        {
            var stored = queue.ReceiveDeferred(number);
            list.Add(new AmqpMap { { new MapKey("message"), Encoded(stored) }, { new MapKey("lock-token"), stored.LockToken!.Value } });
        }

        return list;
    }

    private AmqpMap? Settle(AmqpMap body)
    {
        var status = (string)body[new MapKey("disposition-status")];
        foreach (var token in Array<Guid>(body, "lock-tokens"))
        {
            switch (status)
            {
                case "completed":
                    queue.Complete(token);
                    break;
                case "abandoned":
                    queue.Abandon(token);
                    break;
                case "defered":
                    queue.Defer(token);
                    break;
                case "suspended":
                    queue.SendToDeadLetter(token, body[new MapKey("deadletter-reason")] as string, body[new MapKey("deadletter-description")] as string);
                    break;
                default:
                    throw new BusException("amqp:not-implemented", $"The emulator does not know the disposition '{status}'.");
            }
        }

        return null;
    }

    private long[] Schedule(AmqpMap body)
    {
        var numbers = new List<long>();
        foreach (var entry in (System.Collections.IEnumerable)body[new MapKey("messages")])
        {
            var encoded = ((AmqpMap)entry)[new MapKey("message")] is ArraySegment<byte> segment ? segment.ToArray() : (byte[])((AmqpMap)entry)[new MapKey("message")];
            numbers.Add(queue.Send(Codec.ReadOne(encoded)) ?? 0);
        }

        return [.. numbers];
    }

    private AmqpMap? Cancel(AmqpMap body)
    {
        foreach (var number in Array<long>(body, "sequence-numbers")) queue.CancelScheduled(number);
        return null;
    }

    private static IEnumerable<T> Array<T>(AmqpMap body, string name) => body[new MapKey(name)] switch
    {
        IEnumerable<T> typed => typed,
        System.Collections.IEnumerable loose => loose.Cast<T>(),
        _ => throw new BusException("com.microsoft:argument-error", $"The request has no '{name}'."),
    };

    private static ArraySegment<byte> Encoded(StoredMessage stored)
    {
        using var message = Codec.Write(stored);
        return new ArraySegment<byte>(Codec.Bytes(message));
    }

    private void Send(AmqpMessage request, AmqpMap? body, int status, BusException? refused)
    {
        var reply = AmqpMessage.Create(new AmqpValue { Value = body ?? new AmqpMap() });
        reply.ApplicationProperties = new ApplicationProperties();
        reply.ApplicationProperties.Map["statusCode"] = status;
        reply.ApplicationProperties.Map["statusDescription"] = refused?.Message ?? "OK";
        // A symbol: as a string it crashes the client.
        if (refused is not null) reply.ApplicationProperties.Map["errorCondition"] = new AmqpSymbol(refused.Condition);
        peer.Reply(request, reply);
    }

    private static int StatusOf(string condition) => condition switch
    {
        "com.microsoft:message-not-found" or "amqp:not-found" => 404,
        "com.microsoft:message-lock-lost" or "com.microsoft:session-lock-lost" => 410,
        "com.microsoft:server-busy" => 503,
        "com.microsoft:timeout" => 408,
        "amqp:not-implemented" => 501,
        _ => 400,
    };
}
