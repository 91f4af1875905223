using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Evidence;

/// <summary>Everything about one host but its inside, collected side by side. Each part fails alone and then says why; only "try again later" stops the whole.</summary>
public sealed class EvidenceCollector(IMachines machines, ISecurityRules rules, IBackendPools pools, ISessionHosts sessionHosts, ICertificates certificates, IProbe probe, IHosts hosts, IChanges changes, IHostLogs logs, IPlatformHealth platform, CloserLook closer, Policy policy, TimeProvider clock) : IEvidence
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(6);

    public async Task<HostEvidence> CollectAsync(Host host, IReadOnlyList<Signal> signals, CancellationToken cancellationToken)
    {
        // Evidence is as old as its oldest part: a process that stood still in the middle must not take it for fresh.
        var begun = clock.GetUtcNow();
        var machine = machines.ReadAsync(host, cancellationToken);
        var looked = ProbeAsync(host, cancellationToken);
        var network = NetworkAsync(host, cancellationToken);
        var balancing = BalancingAsync(host, cancellationToken);
        var session = sessionHosts.ReadAsync(host, cancellationToken);
        var certificate = CertificateAsync(host, cancellationToken);
        var changed = changes.ReadAsync(Around(host), Look, cancellationToken);
        var logged = logs.ReadAsync(host, cancellationToken);
        var beneath = platform.ReadAsync(host, cancellationToken);
        await Task.WhenAll(machine, looked, network, balancing, session, certificate, changed, logged, beneath);
        var now = clock.GetUtcNow();
        var seen = new HostEvidence
        {
            Host = host.Id,
            At = await looked is { Value.Earlier: true, At: var earlier } && earlier < begun ? earlier : begun,
            Signals = signals,
            Machine = await machine,
            Probe = await looked,
            Network = await network,
            LoadBalancing = await balancing,
            SessionHost = await session,
            Certificate = await certificate,
            Changes = await changed,
            Logs = await logged,
            Guest = Reading<GuestFacts>.Missing("not collected yet", "guest collector", Vantage.Guest, now),
            Platform = await beneath,
        };
        return await closer.AddAsync(host, seen, cancellationToken);
    }

    private async Task<Reading<ProbeFacts>> ProbeAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "RDP handshake from the app";
        if (host.IsSessionHost) return Reading<ProbeFacts>.Missing("not collected: AVD hosts connect outward; a probe tells nothing", source, Vantage.Probe, clock.GetUtcNow());
        var facts = await probe.ProbeAsync(host, cancellationToken);
        var at = facts.At ?? clock.GetUtcNow();
        return facts.Outcome == ProbeOutcome.NotTried
            ? Reading<ProbeFacts>.Missing($"not collected: {facts.Ending.Reading()}", source, Vantage.Probe, at)
            : Reading<ProbeFacts>.Of(facts, source, Vantage.Probe, at);
    }

    private async Task<Reading<NetworkFacts>> NetworkAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "network security groups";
        var found = new List<RuleFacts>();
        var open = new List<string>();
        foreach (var group in policy.Rules.Where(rule => host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase)).GroupBy(rule => rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase))
        {
            var present = await rules.ListAsync(group.Key, cancellationToken);
            if (present.Value is not { } all) return Reading<NetworkFacts>.Missing($"not collected: {present.Refused}", source, Vantage.ControlPlane, clock.GetUtcNow());
            found.AddRange(group.Select(rule => RuleSnapshot.Standing(rule, all, host.PrivateAddress)));
            open.AddRange(OpenRules.Of(all, host.RdpPort).Select(name => $"{group.Key}/securityRules/{name}"));
        }

        // Network Watcher is asked by the closer look, and only when RDP is not reached; else the listed rules are the evidence.
        return Reading<NetworkFacts>.Of(new NetworkFacts(found, null, null) { OpenToAll = open }, source, Vantage.ControlPlane, clock.GetUtcNow());
    }

    private async Task<Reading<LoadBalancing>> BalancingAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "load balancers";
        var facts = new List<BackendFacts>();
        foreach (var listed in policy.Backends.Where(backend => backend.Members.Contains(host.Name, StringComparer.OrdinalIgnoreCase)))
        {
            var answer = await pools.ListAsync(listed.LoadBalancer, cancellationToken);
            if (answer.Value is not { } all) return Reading<LoadBalancing>.Missing($"not collected: {answer.Refused}", source, Vantage.ControlPlane, clock.GetUtcNow());
            facts.Add(BackendFacts.Of(listed, all, host, await AnsweringAsync(listed, host, cancellationToken)));
        }

        var nat = new List<NatFacts>();
        foreach (var listed in policy.NatRules.Where(rule => string.Equals(rule.Host, host.Name, StringComparison.OrdinalIgnoreCase)))
        {
            var answer = await pools.NatRulesAsync(listed.LoadBalancer, cancellationToken);
            if (answer.Value is not { } all) return Reading<LoadBalancing>.Missing($"not collected: {answer.Refused}", source, Vantage.ControlPlane, clock.GetUtcNow());
            nat.Add(NatFacts.Of(listed, all, host.InterfaceId));
        }

        return Reading<LoadBalancing>.Of(new LoadBalancing(facts) { NatRules = nat }, source, Vantage.ControlPlane, clock.GetUtcNow());
    }

    /// <summary>Addresses of the pool's other listed members that answer RDP from here.</summary>
    private async Task<HashSet<string>> AnsweringAsync(DesiredBackend listed, Host host, CancellationToken cancellationToken)
    {
        var others = (await hosts.ListAsync(cancellationToken)).Where(other => other.Id != host.Id && other.PrivateAddress is not null && listed.Members.Contains(other.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        var looks = await Task.WhenAll(others.Select(other => probe.ProbeAsync(other, cancellationToken)));
        return others.Zip(looks).Where(pair => pair.Second.AsGoodAsHealthy).Select(pair => pair.First.PrivateAddress!).ToHashSet(StringComparer.Ordinal);
    }

    private Task<Reading<CertificateFacts>> CertificateAsync(Host host, CancellationToken cancellationToken) => host.Certificate is { } name
        ? certificates.ReadAsync(name, cancellationToken)
        : Task.FromResult(Reading<CertificateFacts>.Missing("not collected: the host names no certificate", "Key Vault certificate", Vantage.Vault, clock.GetUtcNow()));

    /// <summary>The host and what stands in front of it.</summary>
    private List<string> Around(Host host)
    {
        var around = policy.Backends.Where(backend => backend.Members.Contains(host.Name, StringComparer.OrdinalIgnoreCase)).Select(backend => backend.LoadBalancer.ToLowerInvariant()).Concat(host.NetworkSecurityGroups).Append(host.Id.Value).ToList();
        if (host.SessionHostId is { } id) around.Add(id.ToLowerInvariant());
        return around;
    }
}
