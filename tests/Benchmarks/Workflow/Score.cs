using System.Collections.Concurrent;
using RdpMedic.Healing.Announcements;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Benchmarks.Workflow;

/// <summary>Writes down how long each message of a case waits for its time, so that the bare loop can wait as long.</summary>
internal sealed class Score(IMessages bus, TimeProvider clock) : IMessages
{
    private readonly ConcurrentDictionary<string, List<TimeSpan>> waits = new(StringComparer.Ordinal);

    public Task SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // What is told to the topic nobody in the workflow receives.
        foreach (var message in messages.Where(message => message.Queue != Announcement.Topic))
        {
            var own = waits.GetOrAdd(message.Session, _ => []);
            lock (own) own.Add(message.DueAt is { } due && due > now ? due - now : TimeSpan.Zero);
        }

        return bus.SendAsync(messages, cancellationToken);
    }

    /// <summary>Of so many messages: those of a case that had no more, or else the first of one.</summary>
    public IReadOnlyList<TimeSpan> OfACase(int messages) => [.. (waits.Values.FirstOrDefault(one => one.Count == messages) ?? waits.Values.First(one => one.Count > messages)).Take(messages)];
}
