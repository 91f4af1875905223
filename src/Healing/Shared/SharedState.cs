using System.Globalization;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Shared;

/// <summary>Everything small that hosts share, as typed documents: the pause, watermarks, which host was reached from here, pools, resources, certificates.</summary>
public sealed class SharedState(IDocuments documents)
{
    private const int Tries = 8;

    /// <summary>Why everything is paused; null when it is not.</summary>
    public async Task<string?> PausedAsync(CancellationToken cancellationToken) => await PauseOrderAsync(cancellationToken) is { Paused: true } order ? order.Said : null;

    /// <summary>The last word about a pause of everything; null: nobody ever paused.</summary>
    public Task<PauseOrder?> PauseOrderAsync(CancellationToken cancellationToken) => ReadAsync<PauseOrder>("pause", cancellationToken);

    /// <summary>Null lifts the pause.</summary>
    public Task PauseAsync(string? why, CancellationToken cancellationToken) => OrderPauseAsync(new PauseOrder(why is not null, why ?? "", null, null), cancellationToken);

    /// <summary>Pauses everything, or lifts that.</summary>
    public Task OrderPauseAsync(PauseOrder order, CancellationToken cancellationToken) => ChangeAsync<PauseOrder>("pause", _ => order, cancellationToken);

    /// <summary>By detector: until when what was ingested has been read.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> WatermarksAsync(CancellationToken cancellationToken) =>
        (await ReadAsync<Marks>("watermarks", cancellationToken))?.At ?? new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>A watermark only ever rises: two sweeps at once must not move it back. Detectors that are not named keep theirs.</summary>
    public Task SaveWatermarksAsync(IReadOnlyCollection<string> detectors, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync<Marks>(
        "watermarks",
        was =>
        {
            var marks = new Dictionary<string, DateTimeOffset>(was?.At ?? [], StringComparer.Ordinal);
            foreach (var detector in detectors) marks[detector] = marks.TryGetValue(detector, out var mark) && mark > at ? mark : at;
            return new Marks(marks);
        },
        cancellationToken);

    /// <summary>What the last sweep saw; null before the first.</summary>
    public Task<SweepReport?> LastSweepAsync(CancellationToken cancellationToken) => ReadAsync<SweepReport>("sweep", cancellationToken);

    public Task SaveSweepAsync(SweepReport report, CancellationToken cancellationToken) => ChangeAsync<SweepReport>("sweep", was => was?.At > report.At ? was : report, cancellationToken);

    /// <summary>When the probe last reached the host; null when never.</summary>
    public async Task<DateTimeOffset?> ReachedAsync(HostId host, CancellationToken cancellationToken) => (await ReadAsync<Note>($"reached|{host.Key}", cancellationToken))?.At;

    /// <summary>Once an hour is enough for a memory of days.</summary>
    public Task SaveReachedAsync(HostId host, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync<Note>($"reached|{host.Key}", was => was?.At > at - TimeSpan.FromHours(1) ? was : new Note(at), cancellationToken);

    /// <summary>The last look at the host from outside; null when there was none.</summary>
    public Task<Looked?> LookedAsync(HostId host, CancellationToken cancellationToken) => ReadAsync<Looked>($"looked|{host.Key}", cancellationToken);

    public Task SaveLookedAsync(HostId host, Looked looked, CancellationToken cancellationToken) => ChangeAsync<Looked>($"looked|{host.Key}", _ => looked, cancellationToken);

    public async Task<PoolFile> PoolAsync(PoolId pool, CancellationToken cancellationToken) => await ReadAsync<PoolFile>(PoolKey(pool), cancellationToken) ?? new PoolFile();

    public async Task<PoolFile> ChangePoolAsync(PoolId pool, Func<PoolFile, PoolFile> change, CancellationToken cancellationToken) => (await ChangeAsync<PoolFile>(PoolKey(pool), was => change(was ?? new PoolFile()), cancellationToken))!;

    public async Task<ResourceFile> ResourceAsync(string resource, CancellationToken cancellationToken) => await ReadAsync<ResourceFile>(ResourceKey(resource), cancellationToken) ?? new ResourceFile { Resource = resource };

    /// <summary>A certificate's file and its version.</summary>
    public async Task<CertificateFile> CertificateAsync(string name, CancellationToken cancellationToken)
    {
        var found = await documents.LoadAsync(CertificateKey(name), cancellationToken);
        return (found.Json is { } json ? Json.Read<CertificateFile>(json) : new CertificateFile { Name = name }) with { ETag = found.ETag };
    }

    /// <summary>Null: somebody else saved since it was loaded.</summary>
    public async Task<CertificateFile?> SaveCertificateAsync(CertificateFile file, CancellationToken cancellationToken) =>
        await documents.SaveAsync(new Document(CertificateKey(file.Name), Json.Write(file), file.ETag), cancellationToken) is { } saved ? file with { ETag = saved.ETag } : null;

    internal static string PoolKey(PoolId pool) => $"pool|{StableHash.Of(pool.Value)}";

    internal static string ResourceKey(string resource) => $"resource|{StableHash.Of(resource.ToLowerInvariant())}";

    private static string CertificateKey(string name) => $"certificate|{StableHash.Of(name.ToLowerInvariant())}";

    private async Task<T?> ReadAsync<T>(string key, CancellationToken cancellationToken)
        where T : class => (await documents.LoadAsync(key, cancellationToken)).Json is { } json ? Json.Read<T>(json) : null;

    /// <summary>Read, change, write over that version; again when somebody was faster.</summary>
    /// <exception cref="RetriableException">Others were faster eight times in a row.</exception>
    private async Task<T?> ChangeAsync<T>(string key, Func<T?, T?> change, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var document = await documents.LoadAsync(key, cancellationToken);
            var was = document.Json is { } json ? Json.Read<T>(json) : null;
            var next = change(was);
            if (next is null || Equals(next, was)) return next;
            if (await documents.SaveAsync(document with { Json = Json.Write(next) }, cancellationToken) is not null) return next;
        }

        throw new RetriableException(string.Create(CultureInfo.InvariantCulture, $"The shared document {key} was written by others {Tries} times in a row."));
    }

    private sealed record Note(DateTimeOffset? At);

    private sealed record Marks(Dictionary<string, DateTimeOffset> At);
}
