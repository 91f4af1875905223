using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Simulation.Ports;

/// <summary>The store behind a line that loses answers.</summary>
/// <param name="saved">Sees every save that took place: the file as it was, as it is, and the journal lines.</param>
public sealed class StoredCases(ICases inner, Line line, Action<HostFile, HostFile, IReadOnlyList<JournalEntry>> saved) : ICases
{
    public Task<HostFile> LoadAsync(HostId host, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.LoadAsync(host, cancellationToken)));

    public Task<HostFile?> SaveAsync(HostFile file, IReadOnlyList<JournalEntry> journal, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellationToken) => line.WriteAsync(Service.Store, () =>
    {
        var before = Now(inner.LoadAsync(file.Host, cancellationToken));
        var after = Now(inner.SaveAsync(file, journal, outbox, cancellationToken));
        if (after is not null) saved(before, after, journal);
        return after;
    });

    public Task SentAsync(HostId host, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) => line.WriteAsync(Service.Store, () =>
    {
        return inner.SentAsync(host, messages, cancellationToken).IsCompletedSuccessfully;
    });

    public Task<IReadOnlyList<OutboxMessage>> UnsentAsync(HostId host, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.UnsentAsync(host, cancellationToken)));

    public Task<IReadOnlyList<HostId>> OpenAsync(CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.OpenAsync(cancellationToken)));

    public Task<Case?> FindAsync(CaseId id, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.FindAsync(id, cancellationToken)));

    public Task<IReadOnlyList<Case>> ListAsync(int most, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.ListAsync(most, cancellationToken)));

    public Task<IReadOnlyList<JournalEntry>> JournalAsync(CaseId id, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => Now(inner.JournalAsync(id, cancellationToken)));

    /// <summary>The store in memory answers at once; nothing is waited for.</summary>
    internal static T Now<T>(Task<T> done) => done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("The store in memory did not answer at once.");
}

/// <summary>Shared documents behind the same kind of line.</summary>
public sealed class StoredDocuments(IDocuments inner, Line line) : IDocuments
{
    public Task<Document> LoadAsync(string key, CancellationToken cancellationToken) => line.ReadAsync(Service.Store, () => StoredCases.Now(inner.LoadAsync(key, cancellationToken)));

    public Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken) => line.WriteAsync(Service.Store, () => StoredCases.Now(inner.SaveAsync(document, cancellationToken)));
}
