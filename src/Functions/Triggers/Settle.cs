using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Functions.Triggers;

/// <summary>
/// Settles the message of a turn. A session function that throws burns its deliveries at once, so nothing expected is thrown: what cannot be read is
/// dead-lettered with its reason, a lost race comes again, and transport trouble holds the message for a while first.
/// </summary>
internal static class Settle
{
    /// <summary>How long a message is held when neither store nor bus works; shorter than the queue's lock of one minute.</summary>
    public static TimeSpan Hold { get; } = TimeSpan.FromSeconds(20);

    public static async Task AfterAsync(Func<Message, Task<TurnEnd>> turn, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, string? session, CancellationToken cancellationToken)
    {
        var envelope = Envelope.Read(message.Body.ToString(), session);
        if (envelope.Problem is { } problem)
        {
            await actions.DeadLetterMessageAsync(message, deadLetterReason: problem.Reason, deadLetterErrorDescription: problem.Description, cancellationToken: cancellationToken);
            return;
        }

        TurnEnd end;
        try
        {
            end = await turn(envelope.Message!);
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException)
        {
            await Task.Delay(Hold, clock, cancellationToken);
            end = TurnEnd.Raced;
        }

        if (end == TurnEnd.Raced) await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
        else await actions.CompleteMessageAsync(message, cancellationToken);
    }
}
