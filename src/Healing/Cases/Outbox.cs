using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Cases;

/// <summary>
/// Sends what was saved with a case, and forgets what was sent. The workflow's messages go first and have to go; announcements follow, and one that the topic does
/// not take stays for the next sweep.
/// </summary>
public sealed class Outbox(ICases cases, IMessages messages, TimeProvider clock)
{
    /// <summary>Answers how many announcements had to stay.</summary>
    /// <param name="saved">All that is to be forgotten.</param>
    /// <param name="useful">What of it is still worth sending.</param>
    /// <param name="beside">Sent with the workflow's messages though nobody saved it.</param>
    /// <param name="tells">False: the topic is known to take nothing just now, and is not asked again.</param>
    /// <exception cref="RetriableException">The store or the bus cannot be reached; a message of the workflow may not have been sent.</exception>
    public async Task<int> SendAsync(HostId host, IReadOnlyList<OutboxMessage> saved, Predicate<OutboxMessage> useful, IReadOnlyList<OutboxMessage> beside, bool tells, CancellationToken cancellationToken)
    {
        var work = saved.Where(message => message.Queue != Announcement.Topic).ToList();
        var news = saved.Where(message => message.Queue == Announcement.Topic).ToList();
        await SendAsync(host, [.. work.Where(message => useful(message)), .. beside], work, cancellationToken);
        if (!tells) return news.Count;
        try
        {
            var now = clock.GetUtcNow();
            await SendAsync(host, [.. news.Where(message => now - message.SavedAt < Announcement.Kept)], news, cancellationToken);
            return 0;
        }
        catch (RetriableException)
        {
            return news.Count;
        }
    }

    private async Task SendAsync(HostId host, IReadOnlyList<OutboxMessage> send, IReadOnlyList<OutboxMessage> forget, CancellationToken cancellationToken)
    {
        if (send.Count > 0) await messages.SendAsync(send, cancellationToken);
        if (forget.Count > 0) await cases.SentAsync(host, forget, cancellationToken);
    }
}
