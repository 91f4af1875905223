using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>Between AMQP messages and the broker's. Bodies are never looked at: the encoded bytes are stored and given back.</summary>
internal static class Codec
{
    private const uint BatchFormat = 0x80013700;

    private static readonly AmqpSymbol ScheduledFor = "x-opt-scheduled-enqueue-time";

    /// <summary>One transfer is one message, or a batch of encoded messages in data sections.</summary>
    public static IReadOnlyList<IncomingMessage> Read(AmqpMessage message)
    {
        if (message.MessageFormat != BatchFormat) return [ReadOne(Bytes(message))];
        return [.. message.DataBody.Select(data => ReadOne(data.Value is ArraySegment<byte> segment ? segment.ToArray() : (byte[])data.Value))];
    }

    public static IncomingMessage ReadOne(byte[] encoded)
    {
        using var message = Decode(encoded);
        DateTimeOffset? scheduled = message.MessageAnnotations?.Map.TryGetValue<DateTime>(ScheduledFor, out var at) == true ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
        var life = message.Header?.Ttl is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;
        return new IncomingMessage(message.Properties?.MessageId?.ToString(), message.Properties?.GroupId, encoded, life, scheduled);
    }

    /// <summary>What a client sees of a stored message. The header's count is that of earlier failed deliveries and is always present.</summary>
    public static AmqpMessage Write(StoredMessage stored)
    {
        var encoded = stored.Properties.Count == 0 ? stored.Incoming.Encoded.ToArray() : WithProperties(stored);
        var message = AmqpMessage.CreateOutputMessage(Stream(encoded), false);
        message.Header.DeliveryCount = (uint)stored.DeliveryCount;
        var map = message.MessageAnnotations.Map;
        map["x-opt-sequence-number"] = stored.SequenceNumber;
        map["x-opt-enqueue-sequence-number"] = stored.EnqueueSequenceNumber;
        map["x-opt-enqueued-time"] = stored.EnqueuedAt.UtcDateTime;
        map["x-opt-message-state"] = (int)stored.State;
        if (stored.LockToken is { } token)
        {
            map["x-opt-locked-until"] = stored.LockedUntil.UtcDateTime;
            message.DeliveryTag = new ArraySegment<byte>(token.ToByteArray());
        }

        return message;
    }

    public static byte[] Bytes(AmqpMessage message)
    {
        using var stream = message.ToStream();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The library does not merge application properties into stored bytes, so the message is taken apart and put together again.</summary>
    private static byte[] WithProperties(StoredMessage stored)
    {
        using var old = Decode(stored.Incoming.Encoded.ToArray());
        using var message = old.BodyType switch
        {
            SectionFlag.AmqpValue => AmqpMessage.Create(old.ValueBody),
            SectionFlag.AmqpSequence => AmqpMessage.Create(old.SequenceBody),
            _ => AmqpMessage.Create(old.DataBody ?? []),
        };
        if (old.Properties is { } properties) Copy(properties, message.Properties);
        message.MessageAnnotations = old.MessageAnnotations;
        message.ApplicationProperties = old.ApplicationProperties ?? new ApplicationProperties();
        if (old.Header?.Ttl is { } life) message.Header.Ttl = life;
        foreach (var (name, value) in stored.Properties) message.ApplicationProperties.Map[name] = value;
        return Bytes(message);
    }

    private static void Copy(Properties from, Properties to)
    {
        to.MessageId = from.MessageId;
        to.UserId = from.UserId;
        to.To = from.To;
        to.Subject = from.Subject;
        to.ReplyTo = from.ReplyTo;
        to.CorrelationId = from.CorrelationId;
        to.ContentType = from.ContentType;
        to.ContentEncoding = from.ContentEncoding;
        to.AbsoluteExpiryTime = from.AbsoluteExpiryTime;
        to.CreationTime = from.CreationTime;
        to.GroupId = from.GroupId;
        to.GroupSequence = from.GroupSequence;
        to.ReplyToGroupId = from.ReplyToGroupId;
    }

    private static AmqpMessage Decode(byte[] encoded) => AmqpMessage.CreateAmqpStreamMessage(Stream(encoded), true);

    private static BufferListStream Stream(byte[] encoded) => new([new ArraySegment<byte>(encoded)]);
}
