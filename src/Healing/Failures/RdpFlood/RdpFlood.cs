using System.Globalization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Strangers try passwords or open connections by the thousand, until people get an internal error. The cure is to narrow who may come, which is a decision
/// about somebody's rule: for a person. Nothing is opened, no port is moved, and nothing is restarted under an attack.
/// </summary>
public sealed class RdpFlood : IFailure
{
    /// <summary>Failed logons in the half hour that the logs are read: one in three seconds. A person who mistypes makes a handful.</summary>
    private const int Many = 600;

    /// <summary>From so many addresses; fewer is a service with an old password.</summary>
    private const int Addresses = 10;

    /// <summary>With the connection manager's own warning so many failed logons are enough. The warning alone is not: probes are incomplete connections too.</summary>
    private const int Some = 100;

    public FailureId Id { get; } = new(FailureIds.RdpFlood);

    public IReadOnlyList<Detector> Detectors { get; } = [new Detector(FailureIds.RdpFlood, Queries.Detect(nameof(RdpFlood)), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Logs) is not { } logs) return null;
        if (logs.Logons is not { } logons)
        {
            cite.NotCollected.Add("failed logons (4625): not collected");
            return null;
        }

        var (rows, from) = (logons.Sum(one => one.Rows), logons.Count == 0 ? 0 : logons.Max(one => one.Addresses));
        var warned = logs.Of("TerminalServices-RemoteConnectionManager", 1006).Any();
        var flood = (rows >= Many && from >= Addresses) || (warned && rows >= Some && from >= Addresses);
        if (!flood) return null;
        cite.For(evidence.Logs, string.Create(CultureInfo.InvariantCulture, $"{rows} failed logons from at least {from} addresses within half an hour"));
        if (warned) cite.Event(evidence, "TerminalServices-RemoteConnectionManager", 1006);
        foreach (var rule in cite.Read(evidence.Network)?.OpenToAll ?? []) cite.For(evidence.Network, $"{rule} lets the whole internet in to the RDP port");
        if (evidence.Probe.Value is { Reached: true, AsGoodAsHealthy: false } probe) cite.For(evidence.Probe, $"RDP ends with {probe.Ending}");
        return cite.Diagnose(Id, 0.9, "failed logons come from many addresses, faster than people can type")! with { Decisive = true, PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var rules = evidence.Network.Value?.OpenToAll ?? [];
        var narrow = rules.Count > 0
            ? string.Join(" ", rules.Select(rule => $"Narrow the rule that lets everybody in: az network nsg rule update --ids {rule} --source-address-prefixes <your prefixes>."))
            : $"Find the way in ({host.Name} has a public address, or a load balancer leads to it) and close it for all but your own prefixes.";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                "the security team",
                $"{narrow} First look whether one of them got in: SecurityEvent | where _ResourceId =~ \"{host.Id}\" and EventID in (4624, 4625) and LogonType in (3, 10) | summarize Failed = countif(EventID == 4625), Succeeded = countif(EventID == 4624) by IpAddress | where Failed > 20 and Succeeded > 0. If one did, isolate the machine and repair nothing. Another port is no cure, and no rule is to be added.",
                "Bastion, a VPN, or just-in-time access."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
