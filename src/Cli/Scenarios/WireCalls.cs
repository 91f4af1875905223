using System.Collections.Concurrent;
using RdpMedic.Emulator.Wire;

namespace RdpMedic.Cli.Scenarios;

/// <summary>Counts the writes of the genuine SDKs by the kinds that scenarios bound; each is one of the product's writes.</summary>
internal sealed class WireCalls
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>What can be counted here.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["networkWrites", "desktopVirtualizationWrites", "runCommandsWrites", "keyVaultWrites"];

    public IReadOnlyDictionary<string, int> Counts => counts;

    public void Saw(TraceLine line)
    {
        if (line is HttpTrace { UserAgent: { } agent } call && agent.StartsWith("azsdk-net-", StringComparison.Ordinal) && KindOf(call) is { } kind) counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }

    private static string? KindOf(HttpTrace call) => (call.Method, call.Url) switch
    {
        ("POST", var url) when url.Contains("/certificates/", StringComparison.OrdinalIgnoreCase) && url.Contains("/create", StringComparison.OrdinalIgnoreCase) => "keyVaultWrites",
        ("PUT" or "PATCH" or "DELETE", var url) when url.Contains("/runCommands/", StringComparison.OrdinalIgnoreCase) => "runCommandsWrites",
        ("PUT" or "PATCH" or "DELETE", var url) when url.Contains("/Microsoft.Network/", StringComparison.OrdinalIgnoreCase) => "networkWrites",
        ("PUT" or "PATCH" or "DELETE", var url) when url.Contains("/Microsoft.DesktopVirtualization/", StringComparison.OrdinalIgnoreCase) => "desktopVirtualizationWrites",
        _ => null,
    };
}
