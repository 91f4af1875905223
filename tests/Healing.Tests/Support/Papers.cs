using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Tests.Support;

/// <summary>Shared documents in memory, as strict as a store, and like one written from several threads at once.</summary>
public sealed class Papers : IDocuments
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Document> stored = new(StringComparer.Ordinal);
    private int version;

    public IReadOnlyCollection<string> Keys
    {
        get
        {
            lock (gate) return [.. stored.Keys];
        }
    }

    public Task<Document> LoadAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(stored.GetValueOrDefault(key) ?? new Document(key, null, ""));
    }

    public Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((stored.GetValueOrDefault(document.Key)?.ETag ?? "") != document.ETag) return Task.FromResult<Document?>(null);
            return Task.FromResult<Document?>(stored[document.Key] = document with { ETag = $"{++version}" });
        }
    }
}
