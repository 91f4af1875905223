using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>One sender's link: stores what arrives, a batch whole or not at all.</summary>
internal sealed class QueueInlet(ReceivingAmqpLink link, IInlet inlet, string entity, BusFaults? faults, Action kick)
{
    public void Take(AmqpMessage message)
    {
        var fault = faults?.Next(BusGesture.Send, entity);
        if (fault is { AfterDoing: false })
        {
            Answer(message, fault);
            return;
        }

        try
        {
            var batch = Codec.Read(message);
            if (inlet.RequiresSession && batch.Any(one => string.IsNullOrEmpty(one.SessionId))) throw new BusException("amqp:not-allowed", $"The queue {inlet.Name} requires sessions; a message names none.");
            foreach (var one in batch) inlet.Send(one);
        }
        catch (BusException refused)
        {
            link.DisposeMessage(message, new Rejected { Error = Refusal.Of(refused) }, true, false);
            message.Dispose();
            return;
        }

        kick();
        Answer(message, fault);
    }

    private void Answer(AmqpMessage message, BusFault? fault)
    {
        if (fault is { Condition: null }) link.Session.Connection.Abort();
        else link.DisposeMessage(message, fault is null ? AmqpConstants.AcceptedOutcome : new Rejected { Error = Refusal.Of(fault.Condition!, "Injected.") }, true, false);
        message.Dispose();
    }
}
