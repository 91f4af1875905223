using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Views;

/// <summary>Answers questions about hosts: reads what they rest on, and has it judged by pure functions. It writes nothing.</summary>
public sealed class HostDesk(IHosts hosts, ICases cases, IMachines machines, ISessionHosts sessionHosts, IPlatformHealth platform, ILeases leases, SharedState shared, IReadOnlyList<IGate> gates, Policy policy, TimeProvider clock)
{
    /// <summary>Newest cases that a list looks through; older ones are found by their ids.</summary>
    public const int Cases = 500;

    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<HostPage> ListAsync(string? pool, HostId? after, int most, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<HostId, Case>();
        foreach (var c in await cases.ListAsync(Cases, cancellationToken)) newest.TryAdd(c.Host, c);
        // An open case may be older than the newest of all.
        foreach (var host in await cases.OpenAsync(cancellationToken))
        {
            if (!newest.TryGetValue(host, out var known) || known.Ended)
            {
                if ((await cases.LoadAsync(host, cancellationToken)).Case is { } c) newest[host] = c;
            }
        }

        return HostLines.Page(await hosts.ListAsync(cancellationToken), newest, pool, after, most);
    }

    /// <summary>The hosts with this name or id: those of the inventory, else those that had a case. Several virtual machines may have one name.</summary>
    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<IReadOnlyList<HostId>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var id = new HostId(nameOrId);
        var known = (await hosts.ListAsync(cancellationToken)).Where(host => string.Equals(host.Name, nameOrId, StringComparison.OrdinalIgnoreCase) || host.Id == id).Select(host => host.Id).ToList();
        return known.Count > 0 ? known : [.. (await cases.ListAsync(Cases, cancellationToken)).Where(c => string.Equals(c.HostName, nameOrId, StringComparison.OrdinalIgnoreCase) || c.Host == id).Select(c => c.Host).Distinct()];
    }

    /// <summary>Why the host was not repaired, or that nothing is known to be wrong with it.</summary>
    /// <exception cref="RetriableException">A source cannot be reached now.</exception>
    public async Task<Explanation> ExplainAsync(HostId id, CancellationToken cancellationToken)
    {
        var host = await hosts.FindAsync(id, cancellationToken);
        var file = await cases.LoadAsync(id, cancellationToken);
        var machine = host is null
            ? Evidence.Reading<Evidence.MachineFacts>.Missing("not collected: the host is not in the inventory", "virtual machine", Evidence.Vantage.ControlPlane, clock.GetUtcNow())
            : await machines.ReadAsync(host, cancellationToken);
        var posed = Explain.Pose(id, host, file, machine, clock.GetUtcNow());
        var pool = await shared.PoolAsync(posed.HostSeen!.Pool, cancellationToken);
        var now = clock.GetUtcNow();
        var read = await new GateReading(hosts, sessionHosts, platform, leases, shared).ReadAsync(posed, host, pool, now, cancellationToken);
        var facts = new ExplainFacts(posed, file, read, await shared.LastSweepAsync(cancellationToken), await shared.ReachedAsync(id, cancellationToken));
        return Explain.Of(facts, gates, policy, now);
    }
}
