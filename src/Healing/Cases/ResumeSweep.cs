using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>What a sweep did.</summary>
/// <param name="Sent">Messages that were sent.</param>
/// <param name="Stuck">Open cases that nobody moved for half an hour after their time: waking them does not help, and a person should look.</param>
/// <param name="Untold">Announcements that the topic does not take.</param>
public sealed record ResumeReport(int Sent, int Stuck, int Untold);

/// <summary>
/// Finds what a crash left: messages that were saved and never sent, and open cases whose time has passed without anybody looking. Sends, never decides:
/// the case's own turn does that, and a message too many is only stale.
/// </summary>
public sealed class ResumeSweep(ICases cases, IMessages messages, TimeProvider clock)
{
    /// <summary>Younger messages are probably being sent right now.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>A case that is so long past its time does not move by being woken.</summary>
    public static TimeSpan LongPast { get; } = TimeSpan.FromMinutes(30);

    private readonly Outbox outbox = new(cases, messages, clock);

    public async Task<ResumeReport> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (sent, stuck, untold) = (0, 0, 0);
        foreach (var host in (await cases.OpenAsync(cancellationToken)).OrderBy(host => host.Value, StringComparer.Ordinal))
        {
            var left = (await cases.UnsentAsync(host, cancellationToken)).Where(message => message.SavedAt <= now - Patience).ToList();
            var due = (await cases.LoadAsync(host, cancellationToken)).Case is { Ended: false } c && c.DueAt + Patience < now ? c : null;
            if (due is not null && due.DueAt + LongPast < now) stuck++;
            var overdue = due is null ? Array.Empty<OutboxMessage>() : [Wake(due, now)];
            if (left.Count + overdue.Length == 0) continue;
            var held = await outbox.SendAsync(host, left, _ => true, overdue, tells: untold == 0, cancellationToken);
            untold += held;
            sent += left.Count + overdue.Length - held;
        }

        return new ResumeReport(sent, stuck, untold);
    }

    /// <summary>The minute is in the id: the same wake-up is not dropped as a duplicate when it is needed again later.</summary>
    private static OutboxMessage Wake(Case c, DateTimeOffset now) => new(
        Queues.Cases,
        c.Key,
        $"{c.Id}/{c.Turn}/resume/{now.ToUnixTimeSeconds() / 60}",
        new Message { Kind = MessageKinds.Continue, CaseId = c.Id, HostId = c.Host, Turn = c.Turn },
        now);
}
