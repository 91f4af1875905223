using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>Settles one delivered message.</summary>
public interface ISettlement
{
    Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Counts a failed delivery; the message comes again.</summary>
    Task AbandonAsync(CancellationToken cancellationToken);

    Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken);

    /// <summary>Keeps the message, unsettled, for a while.</summary>
    Task HoldAsync(TimeSpan time, CancellationToken cancellationToken);
}

/// <summary>
/// A message from its delivery to its settlement: parse, turn, settle. A session function that throws burns its deliveries at once, so nothing expected is
/// thrown: what cannot be read is dead-lettered with its reason, a lost race comes again, and transport trouble holds the message for a while first.
/// </summary>
public static class Delivery
{
    /// <summary>How long a message is held when neither store nor bus works; shorter than the queue's lock of one minute.</summary>
    public static TimeSpan Hold { get; } = TimeSpan.FromSeconds(20);

    /// <param name="session">The session that the message came in; null: not checked.</param>
    public static async Task HandleAsync(string body, string? session, Func<Message, Task<TurnEnd>> turn, ISettlement settlement, CancellationToken cancellationToken)
    {
        var envelope = Envelope.Read(body, session);
        if (envelope.Problem is { } problem)
        {
            await settlement.DeadLetterAsync(problem.Reason, problem.Description, cancellationToken);
            return;
        }

        TurnEnd end;
        try
        {
            end = await turn(envelope.Message!);
        }
        catch (Exception trouble) when (trouble is RetriableException or UncertainException)
        {
            await settlement.HoldAsync(Hold, cancellationToken);
            end = TurnEnd.Raced;
        }

        if (end == TurnEnd.Raced) await settlement.AbandonAsync(cancellationToken);
        else await settlement.CompleteAsync(cancellationToken);
    }
}
