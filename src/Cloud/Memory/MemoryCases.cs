using System.Globalization;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Memory;

/// <summary>Cases in the memory of one process, for the local run and tests. As strict as a store: a save with an old ETag is refused, and what is stored is a copy.</summary>
public sealed class MemoryCases : ICases
{
    private readonly Lock gate = new();
    private readonly Dictionary<HostId, HostFile> files = [];
    private readonly Dictionary<CaseId, Case> cases = [];
    private readonly Dictionary<CaseId, List<JournalEntry>> journals = [];
    private readonly Dictionary<string, OutboxMessage> unsent = new(StringComparer.Ordinal);
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

            foreach (var message in outbox) unsent[message.Id] = message;
            return Task.FromResult<HostFile?>(saved);
        }
    }

    public Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var message in messages) unsent.Remove(message.Id);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OutboxMessage>> UnsentAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<OutboxMessage>>([.. unsent.Values.Where(message => message.SavedAt < before).OrderBy(message => message.SavedAt).ThenBy(message => message.Id, StringComparer.Ordinal)]);
    }

    public Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(cases.GetValueOrDefault(id));
    }

    public Task<IReadOnlyList<Case>> ListAsync(CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<Case>>([.. cases.Values.OrderByDescending(c => c.OpenedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal)]);
    }

    public Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<JournalEntry>>(journals.TryGetValue(id, out var lines) ? [.. lines] : []);
    }
}
