using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>The <c>$cbs</c> node: clients put a token before every link and again before it expires.</summary>
internal sealed class TokenNode(Peer peer, AmqpServerOptions options)
{
    public void Answer(AmqpMessage request)
    {
        var map = request.ApplicationProperties?.Map;
        var operation = map?.TryGetValue<string>("operation", out var named) == true ? named : "";
        var type = map?.TryGetValue<string>("type", out var kind) == true ? kind : "";
        var (status, description) = (operation, type, request.ValueBody?.Value as string) switch
        {
            ("put-token", "jwt", { } token) when options.Faults?.Next(BusGesture.PutToken, "$cbs") is null && Grant(token) => (202, "Accepted"),
            ("put-token", "jwt", _) => (401, "The token is not accepted: it is not from this emulator, is for another audience, or has expired."),
            ("put-token", var other, _) => (400, $"The emulator accepts tokens of the type jwt, not '{other}'."),
            _ => (501, $"The emulator does not support the operation '{operation}' on $cbs."),
        };
        var reply = AmqpMessage.Create(new AmqpValue { Value = null });
        reply.ApplicationProperties = new ApplicationProperties();
        // With hyphens here, and without on $management.
        reply.ApplicationProperties.Map["status-code"] = status;
        reply.ApplicationProperties.Map["status-description"] = description;
        peer.Reply(request, reply);
    }

    private bool Grant(string token)
    {
        if (options.RightsOf(token) is not { } rights) return false;
        peer.Rights = rights;
        return true;
    }
}
