using System.Collections.Concurrent;
using RdpMedic.Emulator.Wire;
using RdpMedic.Healing;

namespace RdpMedic.Cli.Emulation;

/// <summary>Counts what crosses the wires, and writes each as a JSON line if a file was asked for.</summary>
public sealed class TraceFile : IDisposable
{
    private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly StreamWriter? file;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public TraceFile(string? path) => file = path is null ? null : new StreamWriter(path, append: false) { AutoFlush = true };

    /// <summary>HTTP calls by service.</summary>
    public IReadOnlyDictionary<string, int> Calls => new SortedDictionary<string, int>(calls, StringComparer.Ordinal);

    public void Add(TraceLine line)
    {
        if (line is HttpTrace http) calls.AddOrUpdate(ServiceOf(new Uri(http.Url).AbsolutePath), 1, (_, count) => count + 1);
        if (file is null) return;
        var text = line is HttpTrace call ? Json.Write(call) : Json.Write((AmqpTrace)line);
        lock (gate) file.WriteLine(text);
    }

    public void Dispose() => file?.Dispose();

    private static string ServiceOf(string path) => path switch
    {
        _ when path.StartsWith("/msi/", StringComparison.Ordinal) || path.Contains("/oauth2/", StringComparison.Ordinal) || path.Contains("/discovery/", StringComparison.Ordinal) || path.Contains("/.well-known/", StringComparison.Ordinal) => "token",
        _ when path.StartsWith("/certificates", StringComparison.Ordinal) || path.StartsWith("/secrets", StringComparison.Ordinal) => "keyVault",
        _ when path.StartsWith("/v1/", StringComparison.Ordinal) => "logs",
        _ when path.Contains("ResourceGraph", StringComparison.OrdinalIgnoreCase) => "resourceGraph",
        _ when path.Contains("/runCommands", StringComparison.OrdinalIgnoreCase) => "runCommands",
        _ when path.Contains("Microsoft.Network", StringComparison.OrdinalIgnoreCase) => "network",
        _ when path.Contains("Microsoft.DesktopVirtualization", StringComparison.OrdinalIgnoreCase) => "desktopVirtualization",
        _ when path.Contains("Microsoft.Compute", StringComparison.OrdinalIgnoreCase) => "compute",
        _ => "arm",
    };
}
