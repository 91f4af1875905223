using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Healing.Cases;

/// <summary>Reads what the gates judge by, just now. It writes nothing, so whoever only wants to know may ask too.</summary>
public sealed class GateReading(IHosts hosts, ISessionHosts sessionHosts, IPlatformHealth platform, ILeases leases, SharedState shared)
{
    /// <param name="host">As the inventory has it; null when it is gone.</param>
    /// <param name="pool">The file of the host's pool.</param>
    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<GateFacts> ReadAsync(Case c, Host? host, PoolFile pool, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = c.HostSeen!;
        var avd = host is { IsSessionHost: true } ? host : null;
        var stood = new List<StandingWrite>();
        foreach (var resource in c.Plan?.Rungs.ElementAtOrDefault(c.Rung)?.Steps.SelectMany(step => step.Touches).Distinct(StringComparer.Ordinal) ?? []) stood.AddRange((await shared.ResourceAsync(resource, cancellationToken)).Stood);
        return new GateFacts(
            now,
            await shared.PausedAsync(cancellationToken),
            host,
            (await hosts.ListAsync(cancellationToken)).Count(other => other.Pool == seen.Pool),
            pool with { Slots = await leases.LiveAsync(pool, cancellationToken) },
            avd is null ? Reading<PoolCapacity>.Missing("not collected: no AVD session host", "AVD", Vantage.ControlPlane, now) : await sessionHosts.CapacityAsync(avd, cancellationToken),
            await leases.HolderAsync(c.Host, cancellationToken),
            avd is null ? Reading<SessionHostFacts>.Missing("not collected: no AVD session host", "AVD", Vantage.ControlPlane, now) : await sessionHosts.ReadAsync(avd, cancellationToken),
            c.Evidence!.Guest,
            await platform.ReadAsync(host ?? seen, cancellationToken),
            stood);
    }
}
