using System.Globalization;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Memory;

/// <summary>Shared documents in the memory of one process, for the local run and tests. A write over another version than the stored one is refused.</summary>
public sealed class MemoryDocuments : IDocuments
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Document> stored = new(StringComparer.Ordinal);
    private long version;

    public Task<Document> LoadAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(stored.GetValueOrDefault(key) ?? new Document(key, null, ""));
    }

    public Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((stored.GetValueOrDefault(document.Key)?.ETag ?? "") != document.ETag) return Task.FromResult<Document?>(null);
            return Task.FromResult<Document?>(stored[document.Key] = document with { ETag = (++version).ToString(CultureInfo.InvariantCulture) });
        }
    }
}
