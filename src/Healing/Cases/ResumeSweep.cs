using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>
/// Finds what a crash left: messages that were saved and never sent, and open cases whose time has passed without anybody looking. Sends, never decides:
/// the case's own turn does that, and a message too many is only stale.
/// </summary>
public sealed class ResumeSweep(ICases cases, IMessages messages, TimeProvider clock)
{
    /// <summary>Younger messages are probably being sent right now.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Answers how many messages were sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var left = await cases.UnsentAsync(now - Patience, cancellationToken);
        foreach (var group in left.Where(message => message.Message.HostId is not null).GroupBy(message => message.Message.HostId!.Value).OrderBy(group => group.Key.Value, StringComparer.Ordinal))
        {
            await messages.SendAsync([.. group], cancellationToken);
            await cases.SentAsync(group.Key, [.. group], cancellationToken);
        }

        var overdue = (await cases.ListAsync(cancellationToken)).Where(c => !c.Ended && c.DueAt + Patience < now).OrderBy(c => c.Id.Value, StringComparer.Ordinal).Select(c => Wake(c, now)).ToList();
        if (overdue.Count > 0) await messages.SendAsync(overdue, cancellationToken);
        return left.Count + overdue.Count;
    }

    /// <summary>The minute is in the id: the same wake-up is not dropped as a duplicate when it is needed again later.</summary>
    private static OutboxMessage Wake(Case c, DateTimeOffset now) => new(
        Queues.Cases,
        c.Key,
        $"{c.Id}/{c.Turn}/resume/{now.ToUnixTimeSeconds() / 60}",
        new Message { Kind = MessageKinds.Continue, CaseId = c.Id, HostId = c.Host, Turn = c.Turn },
        now);
}
