using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Tests.Support;

/// <summary>Shared documents in memory, as strict as a store.</summary>
public sealed class Papers : IDocuments
{
    private readonly Dictionary<string, Document> stored = new(StringComparer.Ordinal);
    private int version;

    public IReadOnlyCollection<string> Keys => stored.Keys;

    public Task<Document> LoadAsync(string key, CancellationToken cancellationToken) => Task.FromResult(stored.GetValueOrDefault(key) ?? new Document(key, null, ""));

    public Task<Document?> SaveAsync(Document document, CancellationToken cancellationToken)
    {
        if ((stored.GetValueOrDefault(document.Key)?.ETag ?? "") != document.ETag) return Task.FromResult<Document?>(null);
        return Task.FromResult<Document?>(stored[document.Key] = document with { ETag = $"{++version}" });
    }
}
