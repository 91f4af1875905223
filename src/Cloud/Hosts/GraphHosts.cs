using System.Text.Json;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Hosts;

/// <summary>The fleet's inventory by four fixed Resource Graph queries, joined here, and kept for some minutes.</summary>
public sealed class GraphHosts(ResourceGraph graph, CloudOptions options, TimeProvider clock) : IHosts, IDisposable
{
    private readonly SemaphoreSlim reading = new(1);
    private (DateTimeOffset At, IReadOnlyList<Host> Hosts)? kept;

    public async Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (kept is { } young && now - young.At < options.InventoryAge) return young.Hosts;
            var hosts = await ReadAsync(cancellationToken);
            kept = (now, hosts);
            return hosts;
        }
        finally
        {
            reading.Release();
        }
    }

    public async Task<Host?> FindAsync(HostId id, CancellationToken cancellationToken) => (await ListAsync(cancellationToken)).FirstOrDefault(host => host.Id == id);

    public void Dispose() => reading.Dispose();

    private async Task<IReadOnlyList<Host>> ReadAsync(CancellationToken cancellationToken)
    {
        var machines = await graph.RowsAsync(Query.Text("Hosts", "machines.arg.kql"), cancellationToken);
        var interfaces = (await graph.RowsAsync(Query.Text("Hosts", "interfaces.arg.kql"), cancellationToken)).ToDictionary(row => Text(row, "id")!, StringComparer.OrdinalIgnoreCase);
        var pools = (await graph.RowsAsync(Query.Text("Hosts", "hostpools.arg.kql"), cancellationToken)).ToDictionary(row => Text(row, "id")!, row => Text(row, "poolType"), StringComparer.OrdinalIgnoreCase);
        var sessionHosts = (await graph.RowsAsync(Query.Text("Hosts", "sessionhosts.arg.kql"), cancellationToken))
            .Where(row => Text(row, "machine") is not null)
            .ToDictionary(row => Text(row, "machine")!, row => Text(row, "id")!, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<Host> hosts = [.. machines.Select(row => One(row, interfaces, sessionHosts, pools)).OrderBy(host => host.Id.Value, StringComparer.Ordinal)];
        return options.AllowMixedGroups ? hosts : MixedGroups.Hold(hosts);
    }

    private Host One(JsonElement row, Dictionary<string, JsonElement> interfaces, Dictionary<string, string> sessionHosts, Dictionary<string, string?> pools)
    {
        var id = new HostId(Text(row, "id")!);
        var tags = Tags(row);
        var sessionHost = sessionHosts.GetValueOrDefault(id.Value);
        var pool = sessionHost?[..sessionHost.IndexOf("/sessionhosts/", StringComparison.OrdinalIgnoreCase)].ToLowerInvariant();
        var network = Text(row, "interface") is { } nic && interfaces.TryGetValue(nic, out var found) ? found : default;
        return new Host
        {
            Id = id,
            Name = Text(row, "name")!,
            Role = RoleOf(tags.GetValueOrDefault(options.RoleTag), sessionHost is not null, pool is null ? null : pools.GetValueOrDefault(pool)),
            Enrolled = string.Equals(tags.GetValueOrDefault(options.EnrolTag), "enrolled", StringComparison.OrdinalIgnoreCase),
            Pool = new PoolId(pool ?? id.Value[..id.Value.IndexOf("/providers/", StringComparison.Ordinal)]),
            SessionHostId = sessionHost,
            PrivateAddress = Text(network, "address"),
            InterfaceId = Text(row, "interface"),
            Stopped = Text(row, "power") is { } state && state.EndsWith("/stopped", StringComparison.OrdinalIgnoreCase),
            NetworkSecurityGroups = Text(network, "securityGroup") is { } group ? [group] : [],
            Certificate = tags.GetValueOrDefault(options.CertificateTag),
            Hold = tags.GetValueOrDefault(options.HoldTag),
            Running = Text(row, "power") is { } power ? power.EndsWith("running", StringComparison.OrdinalIgnoreCase) : null,
        };
    }

    /// <summary>Protected wins over everything; what a tag does not say follows from the host pool; unknown is workload.</summary>
    private static HostRole RoleOf(string? tag, bool isSessionHost, string? poolType)
    {
        if (string.Equals(tag, "protected", StringComparison.OrdinalIgnoreCase)) return HostRole.Protected;
        if (!isSessionHost) return HostRole.Workload;
        return string.Equals(poolType, "Pooled", StringComparison.OrdinalIgnoreCase) && !string.Equals(tag, "personal", StringComparison.OrdinalIgnoreCase) ? HostRole.Pooled : HostRole.Personal;
    }

    private static Dictionary<string, string> Tags(JsonElement row)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!row.TryGetProperty("tags", out var found) || found.ValueKind != JsonValueKind.Object) return tags;
        foreach (var tag in found.EnumerateObject()) tags[tag.Name] = tag.Value.GetString() ?? "";
        return tags;
    }

    /// <summary>Null when the column is absent, null or empty.</summary>
    private static string? Text(JsonElement row, string column) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
