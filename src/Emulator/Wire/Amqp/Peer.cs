using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>What the server keeps about one connection: whether a token was accepted, who it is, and where replies go.</summary>
internal sealed class Peer(AmqpConnection connection)
{
    public AmqpConnection Connection { get; } = connection;

    public BusRights? Rights { get; set; }

    public string? UserAgent { get; set; }

    /// <summary>Response links of <c>$cbs</c> and <c>$management</c>, by the address that the client chose for its end.</summary>
    public Dictionary<string, SendingAmqpLink> Replies { get; } = new(StringComparer.Ordinal);

    /// <summary>Receivers by link name: management requests name the session receiver that asks.</summary>
    public Dictionary<string, QueueConsumer> Consumers { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers a request on the response link that it names; a peer that has none is not answered.</summary>
    public void Reply(AmqpMessage request, AmqpMessage reply)
    {
        var to = request.Properties?.ReplyTo?.ToString();
        if (to is null || !Replies.TryGetValue(to, out var link)) return;
        reply.Properties.CorrelationId = request.Properties!.MessageId;
        link.SendMessageNoWait(reply, default, default);
    }

    public void Remember(Open open)
    {
        if (open.Properties is { } properties && properties.TryGetValue<string>("user-agent", out var agent)) UserAgent = agent;
    }
}
