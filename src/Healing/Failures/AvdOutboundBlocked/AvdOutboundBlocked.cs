using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// An AVD session host cannot reach the service: a rule, a route, a firewall or a proxy stops what it sends. Only a rule that the operator listed is put
/// back; everything else is for the network's owner. Nothing inbound is ever opened for it.
/// </summary>
public sealed class AvdOutboundBlocked : IFailure
{
    /// <summary>Agent events: broker not reached or its answer not understood, gateway not reached, websocket not reached.</summary>
    private static readonly int[] AgentEvents = [3277, 3703, 3019];

    public FailureId Id { get; } = new(FailureIds.AvdOutboundBlocked);

    public IReadOnlyList<Detector> Detectors { get; } = [new Detector(FailureIds.AvdOutboundBlocked, Queries.Detect(nameof(AvdOutboundBlocked)), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (!host.IsSessionHost) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var off = Off(evidence.Network.Value);
        foreach (var rule in off) cite.For(evidence.Network, $"the listed outbound rule {rule.Rule.Name} is {rule.State}");
        var well = cite.Read(evidence.SessionHost) is { Status: "Available" };
        if (well) cite.Against(evidence.SessionHost, "the AVD service reports the host as Available, so it reaches the service");
        var stopped = well ? null : Stopped(cite, evidence);
        var inside = Inside(cite, evidence, now);
        if (off.Count > 0) return cite.Diagnose(Id, 0.9, $"the listed outbound rule {off[0].Rule.Name} is {off[0].State}")! with { PersonOnly = off.Exists(rule => rule.ForeignDenyAbove is not null), Part = well ? Part.Contributes : Part.Cause };
        if (stopped is not null) return cite.Diagnose(Id, 0.9, stopped)! with { Decisive = true, PersonOnly = true };
        if (well || cite.Supports.Count == 0) return null;
        return cite.Diagnose(Id, inside ? 0.75 : 0.4, inside ? "the broker does not answer the host, names resolve, and no rule of Azure's own stops it: something on the way does" : "signs of it, and other causes show the same")! with { PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var off = Off(evidence.Network.Value);
        var blocked = off.Find(rule => rule.ForeignDenyAbove is not null);
        return new Plan
        {
            Failure = Id,
            Rungs = off.Count == 0 || blocked is not null ? [] : [new Rung([.. off.Select(rule => ListedRule.Restore(rule.Rule))], "put the listed outbound rule back as listed")],
            ForPerson = blocked is not null
                ? Handover.To("whoever made it", $"{blocked.ForeignDenyAbove} denies above the listed outbound rule {blocked.Rule.Name} on {blocked.Rule.NetworkSecurityGroup}.")
                : Handover.To(Owner(evidence), $"{What(evidence)} {host.Name} has to reach, outbound: TCP 443 to the service tags WindowsVirtualDesktop, AzureMonitor, AzureFrontDoor.Frontend and AzureCloud and to login.microsoftonline.com, TCP 80 to 169.254.169.254 and 168.63.129.16, TCP 1688 for activation. From the host: Invoke-WebRequest https://rdbroker.wvd.microsoft.com/api/health -UseBasicParsing. Open nothing inbound: AVD needs none.", "the other hosts of the pool take people, if they go another way."),
            ProofWithin = TimeSpan.FromMinutes(10),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) =>
        Off(after.Network.Value).Count > 0 ? new Cure(CureVerdict.NotCured, "The listed outbound rule is not as listed.") : Proof.Connects(host, after, appliedAt);

    private static List<RuleFacts> Off(NetworkFacts? network) => network?.Rules.Where(rule => rule.State != RuleState.AsListed && rule.Rule.Direction == "Outbound").ToList() ?? [];

    private static FlowVerdict? Denied(HostEvidence evidence) => evidence.Path.Value?.Outbound.FirstOrDefault(verdict => verdict is { Allowed: false, Peer: "WindowsVirtualDesktop" });

    /// <summary>What Azure's own network says; null: nothing of it stops the host.</summary>
    private static string? Stopped(Cite cite, HostEvidence evidence)
    {
        if (cite.Read(evidence.Path) is not { } path) return null;
        foreach (var verdict in path.Outbound.Where(verdict => !verdict.Allowed)) cite.For(evidence.Path, $"{verdict.RuleName} of {verdict.GroupName} denies TCP {verdict.Port} to {verdict.Peer}");
        if (Denied(evidence) is { } denied) return $"{denied.RuleName} of {denied.GroupName} denies TCP {denied.Port} to {denied.Peer}";
        if (path.DefaultRoute is not { } route) return null;
        if (route.NextHop == "None")
        {
            cite.For(evidence.Path, $"the default route {route.Name} leads nowhere");
            return $"the default route {route.Name} drops everything";
        }

        if (route.NextHop == "VirtualAppliance") cite.For(evidence.Path, $"the default route {route.Name} leads to the appliance {route.Address}");
        return null;
    }

    /// <summary>What the host itself says: the broker does not answer although names resolve.</summary>
    private static bool Inside(Cite cite, HostEvidence evidence, DateTimeOffset now)
    {
        var broad = evidence.Logs.Value?.Connection("ReverseConnectFailed") is { Broad: true, ServiceError: false };
        if (broad) cite.For(evidence.Logs, "several people from several networks end with ReverseConnectFailed");
        if (evidence.SessionHost.Value?.FailedChecks.Contains("MetaDataServiceCheck", StringComparer.Ordinal) == true) cite.For(evidence.SessionHost, "the instance metadata service is not reached");
        if (cite.Read(evidence.Guest) is not { Avd: { } avd } guest) return false;
        var fresh = avd.Event is { } id && AgentEvents.Contains(id) && now - avd.EventAt <= TimeSpan.FromHours(1) && !(avd.EventText?.Contains("TOKEN", StringComparison.OrdinalIgnoreCase) == true);
        if (fresh) cite.For(evidence.Guest, $"the agent writes event {avd.Event}: {avd.EventText}");
        if (avd.Broker == false) cite.For(evidence.Guest, "the broker's health page does not answer from the host");
        if (guest.Network?.Resolves == false) cite.Against(evidence.Guest, "names do not resolve there, which explains it as well");
        if (guest.Network?.Proxy is { } proxy) cite.For(evidence.Guest, $"the machine's proxy is {proxy}");
        return avd.Broker == false && guest.Network?.Resolves == true && guest.Network.Proxy is null && (fresh || broad);
    }

    private static string Owner(HostEvidence evidence) => (Denied(evidence), evidence.Path.Value?.DefaultRoute) switch
    {
        ({ Admin: true }, _) => "the team that runs Virtual Network Manager",
        ({ } denied, _) => $"the owner of {denied.GroupName}",
        (_, { NextHop: "VirtualAppliance" or "None" } route) => $"the owner of the route {route.Name}",
        _ => "the network and firewall team",
    };

    private static string What(HostEvidence evidence) => (Denied(evidence), evidence.Path.Value?.DefaultRoute) switch
    {
        ({ } denied, _) => $"{denied.RuleName} of {denied.GroupName} denies TCP {denied.Port} to {denied.Peer}. Allow it with a lower number.",
        (_, { NextHop: "None" } route) => $"the default route {route.Name} drops everything.",
        (_, { NextHop: "VirtualAppliance" } route) => $"the default route {route.Name} leads to {route.Address}; read there what it drops.",
        _ => "something on the way stops it, and no security group or route does: a firewall or a proxy.",
    };
}
