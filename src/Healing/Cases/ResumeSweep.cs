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
        var sent = 0;
        foreach (var host in (await cases.OpenAsync(cancellationToken)).OrderBy(host => host.Value, StringComparer.Ordinal))
        {
            var left = (await cases.UnsentAsync(host, cancellationToken)).Where(message => message.SavedAt <= now - Patience).ToList();
            var overdue = (await cases.LoadAsync(host, cancellationToken)).Case is { Ended: false } c && c.DueAt + Patience < now ? [Wake(c, now)] : Array.Empty<OutboxMessage>();
            if (left.Count + overdue.Length == 0) continue;
            await messages.SendAsync([.. left, .. overdue], cancellationToken);
            await cases.SentAsync(host, left, cancellationToken);
            sent += left.Count + overdue.Length;
        }

        return sent;
    }

    /// <summary>The minute is in the id: the same wake-up is not dropped as a duplicate when it is needed again later.</summary>
    private static OutboxMessage Wake(Case c, DateTimeOffset now) => new(
        Queues.Cases,
        c.Key,
        $"{c.Id}/{c.Turn}/resume/{now.ToUnixTimeSeconds() / 60}",
        new Message { Kind = MessageKinds.Continue, CaseId = c.Id, HostId = c.Host, Turn = c.Turn },
        now);
}
