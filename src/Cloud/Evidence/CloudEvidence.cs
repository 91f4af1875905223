using Azure;
using RdpMedic.Cloud.Logs;
using RdpMedic.Cloud.Machines;
using RdpMedic.Cloud.Network;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Cloud.Evidence;

/// <summary>Everything about one host but its inside, collected side by side. Each part fails alone and then says why; only "try again later" stops the whole.</summary>
public sealed class CloudEvidence(MachineReader machines, SecurityRules rules, BackendPools pools, ISessionHosts sessionHosts, ICertificates certificates, IProbe probe, IHosts hosts, Workspaces workspaces, Policy policy, TimeProvider clock) : IEvidence
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(6);

    public async Task<HostEvidence> CollectAsync(Host host, IReadOnlyList<Signal> signals, CancellationToken cancellationToken)
    {
        var machine = machines.ReadAsync(host, cancellationToken);
        var looked = ProbeAsync(host, cancellationToken);
        var network = NetworkAsync(host, cancellationToken);
        var balancing = BalancingAsync(host, cancellationToken);
        var session = sessionHosts.ReadAsync(host, cancellationToken);
        var certificate = CertificateAsync(host, cancellationToken);
        var changes = ChangesAsync(host, cancellationToken);
        await Task.WhenAll(machine, looked, network, balancing, session, certificate, changes);
        var now = clock.GetUtcNow();
        return new HostEvidence
        {
            Host = host.Id,
            At = now,
            Signals = signals,
            Machine = await machine,
            Probe = await looked,
            Network = await network,
            LoadBalancing = await balancing,
            SessionHost = await session,
            Certificate = await certificate,
            Changes = await changes,
            Guest = Reading<GuestFacts>.Missing("not collected yet", "guest collector", Vantage.Guest, now),
        };
    }

    private async Task<Reading<ProbeFacts>> ProbeAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "RDP handshake from the app";
        return host.IsSessionHost
            ? Reading<ProbeFacts>.Missing("not collected: AVD hosts connect outward; a probe tells nothing", source, Vantage.Probe, clock.GetUtcNow())
            : Reading<ProbeFacts>.Of(await probe.ProbeAsync(host, cancellationToken), source, Vantage.Probe, clock.GetUtcNow());
    }

    private async Task<Reading<NetworkFacts>> NetworkAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "network security groups";
        try
        {
            var listed = policy.Rules.Where(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).GroupBy(rule => rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase);
            var found = new List<RuleFacts>();
            foreach (var group in listed) found.AddRange(await rules.StandingAsync(group.Key, [.. group], cancellationToken));
            // Network Watcher is asked only where one is set up; without it the listed rules are the evidence.
            return Reading<NetworkFacts>.Of(new NetworkFacts(found, null, null), source, Vantage.ControlPlane, clock.GetUtcNow());
        }
        catch (RequestFailedException failed)
        {
            return Reading<NetworkFacts>.Missing($"not collected: {Trouble.Said(failed)}", source, Vantage.ControlPlane, clock.GetUtcNow());
        }
    }

    private async Task<Reading<LoadBalancing>> BalancingAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "load balancers";
        try
        {
            var facts = new List<BackendFacts>();
            foreach (var listed in policy.Backends.Where(backend => backend.Members.Contains(host.Name, StringComparer.OrdinalIgnoreCase)))
            {
                var balancer = await pools.ReadAsync(listed.LoadBalancer, cancellationToken);
                facts.Add(BackendPools.Facts(balancer, listed, host, await AnsweringAsync(listed, host, cancellationToken)));
            }

            return Reading<LoadBalancing>.Of(new LoadBalancing(facts), source, Vantage.ControlPlane, clock.GetUtcNow());
        }
        catch (RequestFailedException failed)
        {
            return Reading<LoadBalancing>.Missing($"not collected: {Trouble.Said(failed)}", source, Vantage.ControlPlane, clock.GetUtcNow());
        }
    }

    /// <summary>Addresses of the pool's other listed members that answer RDP from here.</summary>
    private async Task<HashSet<string>> AnsweringAsync(DesiredBackend listed, Host host, CancellationToken cancellationToken)
    {
        var others = (await hosts.ListAsync(cancellationToken)).Where(other => other.Id != host.Id && other.PrivateAddress is not null && listed.Members.Contains(other.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        var looks = await Task.WhenAll(others.Select(other => probe.ProbeAsync(other, cancellationToken)));
        return others.Zip(looks).Where(pair => pair.Second.Outcome == ProbeOutcome.Answered).Select(pair => pair.First.PrivateAddress!).ToHashSet(StringComparer.Ordinal);
    }

    private Task<Reading<CertificateFacts>> CertificateAsync(Host host, CancellationToken cancellationToken) => host.Certificate is { } name
        ? certificates.ReadAsync(name, cancellationToken)
        : Task.FromResult(Reading<CertificateFacts>.Missing("not collected: the host names no certificate", "Key Vault certificate", Vantage.Vault, clock.GetUtcNow()));

    private async Task<Reading<Changes>> ChangesAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "activity log";
        var now = clock.GetUtcNow();
        try
        {
            var resources = policy.Backends.Where(backend => backend.Members.Contains(host.Name, StringComparer.OrdinalIgnoreCase)).Select(backend => backend.LoadBalancer.ToLowerInvariant()).Concat(host.NetworkSecurityGroups).Append(host.Id.Value);
            var query = $"let resources = dynamic([{string.Join(", ", resources.Select(KqlText.Literal))}]);\n{Query.Text("Evidence", "ActivityLog.kql")}";
            if (await workspaces.QueryAsync(query, now - Look, now, cancellationToken) is not { } table) return Reading<Changes>.Missing("not collected: the activity log is in no workspace", source, Vantage.Logs, now);
            var changes = table.Rows.Select(row => new Change(row.GetDateTimeOffset("TimeGenerated")!.Value, row.GetString("OperationNameValue") ?? "", row.GetString("Resource") ?? "", row.GetString("Caller") ?? ""));
            return Reading<Changes>.Of(new Changes([.. changes]), source, Vantage.Logs, now);
        }
        catch (RequestFailedException failed)
        {
            return Reading<Changes>.Missing($"not collected: {Trouble.Said(failed)}", source, Vantage.Logs, now);
        }
    }
}
