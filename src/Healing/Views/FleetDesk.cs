using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Views;

/// <summary>Answers questions about the fleet: reads what they rest on, and has it put together by pure functions. Only a pause writes.</summary>
public sealed class FleetDesk(IHosts hosts, ICases cases, ICertificates certificates, ILeases leases, SharedState shared, Policy policy, TimeProvider clock)
{
    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<IReadOnlyList<PoolLine>> PoolsAsync(CancellationToken cancellationToken)
    {
        var lines = new List<PoolLine>();
        foreach (var (pool, members) in await ByPoolAsync(cancellationToken))
        {
            var file = await shared.PoolAsync(pool, cancellationToken);
            lines.Add(Pools.Line(pool, members, file with { Slots = await leases.LiveAsync(file, cancellationToken) }, policy, clock.GetUtcNow()));
        }

        return lines;
    }

    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<IReadOnlyList<IncidentLine>> IncidentsAsync(CancellationToken cancellationToken)
    {
        var lines = new List<IncidentLine>();
        foreach (var (pool, members) in await ByPoolAsync(cancellationToken)) lines.AddRange(Pools.Incidents(pool, members, await shared.PoolAsync(pool, cancellationToken), policy, clock.GetUtcNow()));
        return lines;
    }

    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<IReadOnlyList<CertificateLine>> CertificatesAsync(CancellationToken cancellationToken)
    {
        var vault = await certificates.ListAsync(cancellationToken);
        var inventory = await hosts.ListAsync(cancellationToken);
        var files = new Dictionary<string, Certificates.CertificateFile>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in CertificateLines.Names(vault, inventory)) files[name] = await shared.CertificateAsync(name, cancellationToken);
        return CertificateLines.Of(vault, inventory, files, policy, clock.GetUtcNow());
    }

    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<Report> ReportAsync(TimeSpan back, CancellationToken cancellationToken) => Reporting.Of(
        await cases.ListAsync(Reporting.MostCases, cancellationToken),
        await hosts.ListAsync(cancellationToken),
        await shared.PauseOrderAsync(cancellationToken),
        await shared.LastSweepAsync(cancellationToken),
        back,
        clock.GetUtcNow());

    /// <summary>Pauses everything, or lifts that. It is in force for every step that asks its gates from now on.</summary>
    /// <exception cref="RetriableException">The store cannot be reached; nothing was changed.</exception>
    public async Task<PauseView> PauseAsync(bool pause, string reason, string by, CancellationToken cancellationToken)
    {
        var order = new PauseOrder(pause, reason, by, clock.GetUtcNow());
        await shared.OrderPauseAsync(order, cancellationToken);
        return new PauseView(null, order);
    }

    /// <summary>The same for one pool. Null: no pool, or more than one, has this name.</summary>
    /// <exception cref="RetriableException">The store or the inventory cannot be reached; nothing was changed.</exception>
    public async Task<PauseView?> PausePoolAsync(string name, bool pause, string reason, string by, CancellationToken cancellationToken)
    {
        if (Pools.Named(await hosts.ListAsync(cancellationToken), name) is not [var pool]) return null;
        var order = new PauseOrder(pause, reason, by, clock.GetUtcNow());
        await shared.ChangePoolAsync(pool, file => file with { Pause = order }, cancellationToken);
        return new PauseView(pool, order);
    }

    private async Task<IEnumerable<(PoolId Pool, List<Host> Members)>> ByPoolAsync(CancellationToken cancellationToken) =>
        (await hosts.ListAsync(cancellationToken)).GroupBy(host => host.Pool).OrderBy(group => group.Key.Value, StringComparer.Ordinal).Select(group => (group.Key, group.ToList()));
}

/// <summary>A pause that was ordered or lifted.</summary>
/// <param name="Pool">Null: everything.</param>
public sealed record PauseView(PoolId? Pool, PauseOrder Order);
