using System.Globalization;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Memory;

/// <summary>Cases in the memory of one process, for the local run and tests. As strict as a store: a save over another version than the stored one is refused, and what is stored is immutable.</summary>
public sealed class MemoryCases : ICases
{
    private readonly Lock gate = new();
    private readonly Dictionary<HostId, HostFile> files = [];
    private readonly Dictionary<CaseId, Case> cases = [];
    private readonly Dictionary<CaseId, List<JournalEntry>> journals = [];
    private readonly Dictionary<HostId, SortedDictionary<string, OutboxMessage>> unsent = [];
    private long version;

    public Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(files.GetValueOrDefault(host) ?? new HostFile { Host = host });
    }

    public Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var stored = files.GetValueOrDefault(file.Host);
            if ((stored?.ETag ?? "") != file.ETag) return Task.FromResult<HostFile?>(null);
            var saved = file with { ETag = (++version).ToString(CultureInfo.InvariantCulture) };
            files[file.Host] = saved;
            if (saved.Case is { } c) cases[c.Id] = c;
            foreach (var entry in journal)
            {
                if (!journals.TryGetValue(entry.Case, out var lines)) journals[entry.Case] = lines = [];
                lines.Add(entry);
            }

            if (outbox.Count == 0) return Task.FromResult<HostFile?>(saved);
            if (!unsent.TryGetValue(file.Host, out var waiting)) unsent[file.Host] = waiting = new SortedDictionary<string, OutboxMessage>(StringComparer.Ordinal);
            foreach (var message in outbox) waiting[message.Id] = message;
            return Task.FromResult<HostFile?>(saved);
        }
    }

    public Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!unsent.TryGetValue(host, out var waiting)) return Task.CompletedTask;
            foreach (var message in messages) waiting.Remove(message.Id);
            if (waiting.Count == 0) unsent.Remove(host);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<OutboxMessage>>(unsent.TryGetValue(host, out var waiting) ? [.. waiting.Values.OrderBy(message => message.SavedAt).ThenBy(message => message.Id, StringComparer.Ordinal)] : []);
    }

    public Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<HostId>>([.. files.Values.Where(file => file.Case is { Ended: false } || unsent.ContainsKey(file.Host)).Select(file => file.Host).OrderBy(host => host.Value, StringComparer.Ordinal)]);
    }

    public Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(cases.GetValueOrDefault(id));
    }

    public Task<IReadOnlyList<Case>> ListAsync(int most, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<Case>>([.. cases.Values.OrderByDescending(c => c.OpenedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal).Take(most)]);
    }

    public Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<JournalEntry>>(journals.TryGetValue(id, out var lines) ? [.. lines] : []);
    }
}
