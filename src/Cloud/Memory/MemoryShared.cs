using System.Globalization;
using RdpMedic.Healing;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Memory;

/// <summary>Pause, watermarks, reach and certificate files in the memory of one process.</summary>
public sealed class MemoryShared : IShared, ICertificateFiles
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> watermarks = new(StringComparer.Ordinal);
    private readonly Dictionary<HostId, DateTimeOffset> reached = [];
    private readonly Dictionary<string, CertificateFile> files = new(StringComparer.OrdinalIgnoreCase);
    private string? paused;
    private long version;

    /// <summary>Null lifts the pause.</summary>
    public void Pause(string? why)
    {
        lock (gate) paused = why;
    }

    public Task<string?> PausedAsync(CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(paused);
    }

    public Task<DateTimeOffset?> WatermarkAsync(string detector, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<DateTimeOffset?>(watermarks.TryGetValue(detector, out var at) ? at : null);
    }

    public Task SaveWatermarkAsync(string detector, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate) watermarks[detector] = at;
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> ReachedAsync(HostId host, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult<DateTimeOffset?>(reached.TryGetValue(host, out var at) ? at : null);
    }

    public Task SaveReachedAsync(HostId host, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate) reached[host] = at;
        return Task.CompletedTask;
    }

    public Task<CertificateFile> LoadAsync(string name, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(files.GetValueOrDefault(name) ?? new CertificateFile { Name = name });
    }

    public Task<CertificateFile?> SaveAsync(CertificateFile file, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((files.GetValueOrDefault(file.Name)?.ETag ?? "") != file.ETag) return Task.FromResult<CertificateFile?>(null);
            return Task.FromResult<CertificateFile?>(files[file.Name] = file with { ETag = (++version).ToString(CultureInfo.InvariantCulture) });
        }
    }
}
