using Azure;
using Azure.Data.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Tables;

/// <summary>
/// Cases in Table storage. A host's partition of <c>state</c> holds <c>host</c>, <c>case|n</c>, <c>case|n|journal|first sequence|save</c> and <c>outbox|message</c>. A save is one entity-group
/// transaction that begins with the host's row in the version that was loaded. Journal entries that are saved together share a row, so a save has few rows however much it notes; a save with
/// more than 97 messages is refused, for no turn has more than a handful and messages must not appear before their save.
/// Trouble is always a <see cref="RetriableException"/>: whoever meets it loads the file again, and what was saved is then seen.
/// </summary>
public sealed class TableCases(TableStore store) : ICases
{
    /// <summary>A file is two rows. When somebody saves between the two reads, it is read again.</summary>
    private const int Tries = 5;

    private readonly StoredTable state = store.State;
    private readonly OpenHosts open = new(store.Index, store.State);
    private readonly CaseList list = new(store.Index);

    public async Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await state.FindAsync(host.Key, TableKeys.Host, cancellationToken) is not { } row) return new HostFile { Host = host };
            var file = Json.Read<HostFile>((await RowBatch.TextAsync(state, row, cancellationToken))!) with { ETag = HostRow.VersionOf(row).ToString() };
            if (HostRow.CaseOf(row, host) is not { } id) return file;
            var body = await state.FindAsync(host.Key, TableKeys.Case(id), cancellationToken);
            if (body is not null && RowBatch.StampOf(body) == RowBatch.StampOf(row)) return file with { Case = await ReadAsync<Case>(body, cancellationToken) };
        }

        throw new RetriableException($"The file of {host} was saved by others {Tries} times while it was read.");
    }

    public async Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken)
    {
        var was = FileVersion.Of(file.ETag);
        var stamp = Guid.NewGuid().ToString("N");
        var needed = file.Case is { Ended: false } || outbox.Count > 0;
        var number = file.Case is { } c ? TableKeys.Number(c.Id) : 0;
        var next = new FileVersion("", was.Listed || needed, Math.Max(was.Shown, number));
        var batch = Batch(file, journal, outbox, was, next, stamp);
        if (needed && !was.Listed) await open.AddAsync(file.Host, stamp, cancellationToken);
        if (number > was.Shown) await list.AddAsync(file.Case!, cancellationToken);
        FileVersion? saved;
        try
        {
            saved = await batch.WriteAsync(cancellationToken) is { } etag ? next with { ETag = etag } : null;
        }
        catch (UncertainException lost)
        {
            saved = await FoundAsync(file.Host, stamp, cancellationToken) ?? throw new RetriableException($"{lost.Message} (the file of {file.Host} may have been saved; load it again)", null, lost);
        }

        return saved is { } version ? file with { ETag = version.ToString() } : null;
    }

    public async Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages) await state.DeleteAsync(host.Key, TableKeys.Outbox(message.Id), ETag.All, cancellationToken);
    }

    public async Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken)
    {
        var unsent = new List<OutboxMessage>();
        foreach (var row in await state.RangeAsync(host.Key, TableKeys.AllOutbox, null, cancellationToken)) unsent.Add(await ReadAsync<OutboxMessage>(row, cancellationToken));
        return [.. unsent.OrderBy(message => message.SavedAt).ThenBy(message => message.Id, StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken) => open.ListAsync(cancellationToken);

    public async Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken) =>
        await state.FindAsync(TableKeys.Partition(id), TableKeys.Case(id), cancellationToken) is { } row && await ReadAsync<Case>(row, cancellationToken) is var found && found.Id == id ? found : null;

    public Task<IReadOnlyList<Case>> ListAsync(int most, CancellationToken cancellationToken) => list.NewestAsync(most, id => FindAsync(id, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>();
        foreach (var row in await state.RangeAsync(TableKeys.Partition(id), TableKeys.Journal(id), null, cancellationToken)) entries.AddRange(await ReadAsync<JournalEntry[]>(row, cancellationToken));
        return [.. entries.OrderBy(entry => entry.Sequence)];
    }

    private RowBatch Batch(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, FileVersion was, FileVersion next, string stamp)
    {
        var batch = new RowBatch(state, file.Host.Key, stamp);
        var host = was.ETag.Length == 0
            ? batch.Add(TableTransactionActionType.Add, TableKeys.Host, HostRow.Text(file))
            : batch.Add(TableTransactionActionType.UpdateReplace, TableKeys.Host, HostRow.Text(file), new ETag(was.ETag));
        HostRow.Fill(host, file, next);
        if (file.Case is { } c) batch.Add(TableTransactionActionType.UpsertReplace, TableKeys.Case(c.Id), Json.Write(c));
        foreach (var message in outbox) batch.Add(TableTransactionActionType.UpsertReplace, TableKeys.Outbox(message.Id), Json.Write(message));
        foreach (var entries in journal.GroupBy(entry => entry.Case)) batch.Add(TableTransactionActionType.Add, TableKeys.Journal(entries.Key, entries.First().Sequence, stamp), Json.Write(entries.ToArray()));
        return batch;
    }

    /// <summary>After a lost answer: the version that this save made; null when the row does not carry its stamp, which then tells nothing.</summary>
    private async Task<FileVersion?> FoundAsync(HostId host, string stamp, CancellationToken cancellationToken) =>
        await state.FindAsync(host.Key, TableKeys.Host, cancellationToken) is { } row && RowBatch.StampOf(row) == stamp ? HostRow.VersionOf(row) : null;

    private async Task<T> ReadAsync<T>(TableEntity row, CancellationToken cancellationToken) => Json.Read<T>((await RowBatch.TextAsync(state, row, cancellationToken))!);
}
