using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The session host does not reach what AVD needs because a proxy stands in the way or names do not resolve; or it does not reach its own metadata service. Where
/// a name or a packet goes is somebody's design of the network: it is for a person only. A closed network without a proxy is another failure.
/// </summary>
public sealed class ProxyDns : IFailure
{
    public FailureId Id { get; } = new(FailureIds.ProxyDns);

    public IReadOnlyList<Detector> Detectors { get; } = [new(FailureIds.ProxyDns, Queries.Detect("ProxyDns"), SignalWeight.Decisive)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (!host.IsSessionHost || AvdReport.Off(evidence)) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Guest) is not { Network: { } network } guest) return null;
        _ = AvdReport.Silent(cite, evidence, now);
        var diagnosis = Names(cite, evidence, guest, network) ?? Proxied(cite, evidence, guest, network) ?? Metadata(cite, evidence, network);
        if (diagnosis is null) return null;
        // What the agent reaches all the same is nobody's trouble today.
        return diagnosis with { PersonOnly = true, Part = AvdReport.Serves(evidence) || diagnosis.Part == Part.Bystander ? Part.Bystander : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var network = evidence.Guest.Value?.Network;
        var (owner, what) = network switch
        {
            { Resolves: false } => ("whoever runs the DNS of the virtual network", $"{host.Name} asks {(network.Dns.Count > 0 ? string.Join(", ", network.Dns) : "no DNS server at all")}. There: Resolve-DnsName rdbroker.wvd.microsoft.com -Server <each of them>. Correct the servers of the virtual network, or their forwarding to Azure's 168.63.129.16; hosts take the servers over at their next restart or ipconfig.exe /renew."),
            { Proxy: { } proxy } => ("whoever runs the proxy", $"let {host.Name} pass {proxy} by for 169.254.169.254, 168.63.129.16 and *.wvd.microsoft.com: netsh.exe winhttp show proxy tells what is set, netsh.exe winhttp set proxy proxy-server=\"{proxy}\" bypass-list=\"169.254.169.254;168.63.129.16;*.wvd.microsoft.com\" sets it, where no policy does. The proxy must not inspect TLS of what AVD needs."),
            _ => ("whoever runs the network", $"find out what keeps {host.Name} from 169.254.169.254 port 80 (a route, a firewall in the guest, a proxy of the system account): Invoke-RestMethod -Headers @{{Metadata='true'}} -Uri 'http://169.254.169.254/metadata/instance?api-version=2021-02-01'."),
        };
        return new Plan { Failure = Id, ForPerson = Handover.To(owner, what, host.Role == HostRole.Personal ? null : "hosts of the pool that reach the service take people.") };
    }

    /// <summary>No step is ever planned; whoever asks is told what the service says.</summary>
    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>A member of a domain is asked for its domain's name, which may be missing alone: then it is the domain's failure, not the resolver's.</summary>
    private Diagnosis? Names(Cite cite, HostEvidence evidence, GuestFacts guest, GuestNetwork network)
    {
        if (network.Resolves != false || (guest.Os.OfDomain && guest.Avd?.Broker != false)) return null;
        cite.For(evidence.Guest, $"names do not resolve; DNS servers: {string.Join(", ", network.Dns)}");
        return cite.Diagnose(Id, 0.85, "names do not resolve in the guest");
    }

    private Diagnosis? Proxied(Cite cite, HostEvidence evidence, GuestFacts guest, GuestNetwork network)
    {
        if (network.Proxy is not { } proxy || guest.Avd?.Broker != false) return null;
        cite.For(evidence.Guest, $"the machine's proxy is {proxy}, and the broker does not answer through it");
        return cite.Diagnose(Id, 0.8, "a proxy stands between the host and the broker");
    }

    /// <summary>People connect without it.</summary>
    private Diagnosis? Metadata(Cite cite, HostEvidence evidence, GuestNetwork network)
    {
        if (network.Metadata != false) return null;
        cite.For(evidence.Guest, $"the instance metadata service does not answer{(network.Proxy is { } proxy ? $"; the machine's proxy is {proxy}" : "")}");
        return cite.Diagnose(Id, 0.7, "the instance metadata service is not reached")! with { Part = Part.Bystander };
    }
}
