using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Healing.Evidence;

/// <summary>The virtual machine as Azure Resource Manager sees it.</summary>
/// <param name="Power">The power state code without its prefix: running, starting, stopping, stopped, deallocating, deallocated.</param>
/// <param name="AgentReady">The guest agent reports Ready. Not Ready alone is no RDP fault; it only means that no script can run.</param>
/// <param name="RunningSince">When the power state or agent last became what it is; the Settled gate counts from here. Null when unknown.</param>
/// <param name="Provisioning">The provisioning state, such as Succeeded.</param>
public sealed record MachineFacts(string Power, bool AgentReady, DateTimeOffset? RunningSince, string Provisioning)
{
    public bool Running => Power == "running";

    /// <summary>Planned maintenance that Azure announces for the machine, in words; null: none. (Instance view, maintenanceRedeployStatus)</summary>
    public string? Maintenance { get; init; }
}

/// <summary>What differs between a security rule that the operator listed and the one that is there.</summary>
/// <param name="Rule">The listed rule.</param>
/// <param name="State">Present as listed, missing, or altered.</param>
/// <param name="Differences">For an altered rule, each property with both values.</param>
/// <param name="ForeignDenyAbove">Name of a Deny above the listed rule's priority that would win over it and that is not ours; null when there is none.</param>
public sealed record RuleFacts(DesiredRule Rule, RuleState State, IReadOnlyList<string> Differences, string? ForeignDenyAbove);

/// <summary>How a listed rule stands.</summary>
public enum RuleState
{
    AsListed,
    Missing,
    Altered,
}

/// <summary>The network in front of the host, for a connection from a listed source to the RDP port.</summary>
/// <param name="Rules">The operator's listed rules on this host's network security groups.</param>
/// <param name="FlowAllowed">IP flow verify's answer; null when it was not asked.</param>
/// <param name="DecidingRule">The rule that IP flow verify names.</param>
public sealed record NetworkFacts(IReadOnlyList<RuleFacts> Rules, bool? FlowAllowed, string? DecidingRule)
{
    /// <summary>Ids of inbound Allow rules of the groups that were read which let the whole internet in to the RDP port, with no Deny above them.</summary>
    public IReadOnlyList<string> OpenToAll { get; init; } = [];

    /// <summary>The rule of just-in-time access that closes RDP to whoever did not ask; null: none does, or it was not asked because somebody gets in.</summary>
    public FlowVerdict? JustInTime { get; init; }
}

/// <summary>One load balancer pool for RDP that lists this host.</summary>
/// <param name="Desired">What the operator listed.</param>
/// <param name="Member">The host's address is in the pool.</param>
/// <param name="AdminDown">The member's administrative state is Down: it gets no new connections.</param>
/// <param name="HealthyOthers">Other members of the pool that are in rotation and answer RDP from here.</param>
/// <param name="ProbePort">The port that the load balancer's health probe asks.</param>
/// <param name="AddressBased">Members are listed by IP address. Members listed by network interface can only be changed through the interface, which we never write.</param>
public sealed record BackendFacts(DesiredBackend Desired, bool Member, bool AdminDown, int HealthyOthers, int ProbePort, bool AddressBased)
{
    /// <summary>How one host stands in one listed pool.</summary>
    /// <param name="healthy">Addresses that answer RDP from here.</param>
    public static BackendFacts Of(DesiredBackend listed, IReadOnlyList<PoolState> present, Host host, IReadOnlySet<string> healthy)
    {
        var pool = present.FirstOrDefault(pool => string.Equals(pool.Name, listed.Pool, StringComparison.OrdinalIgnoreCase));
        var members = pool?.Members ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var own = host.PrivateAddress is { } address ? members.GetValueOrDefault(address) : null;
        var others = members.Count(member => member.Key != host.PrivateAddress && !IsDown(member.Value) && healthy.Contains(member.Key));
        return new BackendFacts(listed, own is not null, IsDown(own), others, pool?.ProbePort ?? listed.ProbePort, pool?.AddressBased == true);
    }

    private static bool IsDown(string? adminState) => string.Equals(adminState, "Down", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The pools that list this host; empty when none does.</summary>
/// <param name="Pools">One entry a pool.</param>
public sealed record LoadBalancing(IReadOnlyList<BackendFacts> Pools)
{
    /// <summary>The listed inbound NAT rules that lead to this host.</summary>
    public IReadOnlyList<NatFacts> NatRules { get; init; } = [];
}

/// <summary>How a listed inbound NAT rule stands.</summary>
/// <param name="Differences">What is not as listed, in words; empty: all is.</param>
public sealed record NatFacts(DesiredNatRule Desired, bool Present, IReadOnlyList<string> Differences)
{
    public bool AsListed => Present && Differences.Count == 0;

    /// <summary>It leads to the host, and only its ports are not as listed: that can be put back without its interface.</summary>
    public bool PortsOnly { get; init; }

    /// <param name="networkInterface">Of the host; null: not known, and then where the rule leads is not judged.</param>
    public static NatFacts Of(DesiredNatRule listed, IReadOnlyList<NatState> present, string? networkInterface)
    {
        if (present.FirstOrDefault(rule => string.Equals(rule.Name, listed.Name, StringComparison.OrdinalIgnoreCase)) is not { } rule) return new NatFacts(listed, false, []);
        var differences = new List<string>();
        if (rule.FrontendPort != listed.FrontendPort) differences.Add($"frontend port listed {listed.FrontendPort}, is {rule.FrontendPort}");
        if (rule.BackendPort != listed.BackendPort) differences.Add($"backend port listed {listed.BackendPort}, is {rule.BackendPort}");
        var ports = differences.Count > 0;
        if (networkInterface is not null && !string.Equals(rule.Interface, networkInterface, StringComparison.OrdinalIgnoreCase)) differences.Add(rule.Interface is null ? "it leads to no interface" : $"it leads to {rule.Interface[(rule.Interface.LastIndexOf('/') + 1)..]}");
        return new NatFacts(listed, true, differences) { PortsOnly = ports && networkInterface is not null && string.Equals(rule.Interface, networkInterface, StringComparison.OrdinalIgnoreCase) };
    }
}

/// <summary>The session host as the AVD service reports it.</summary>
/// <param name="Status">Available, Unavailable, NeedsAssistance, Shutdown, Upgrading … (AVD session host status).</param>
/// <param name="FailedChecks">Names of the failed health checks.</param>
/// <param name="AllowNewSession">False: drained.</param>
/// <param name="Active">Active sessions.</param>
/// <param name="Disconnected">Disconnected sessions: they hold unsaved work.</param>
/// <param name="Pending">Sessions that are being made.</param>
/// <param name="LastHeartBeat">When the agent last reported.</param>
/// <param name="LastConnection">The newest successful user connection that the logs know; null when none in the window.</param>
public sealed record SessionHostFacts(string Status, IReadOnlyList<string> FailedChecks, bool AllowNewSession, int Active, int Disconnected, int Pending, DateTimeOffset? LastHeartBeat, DateTimeOffset? LastConnection)
{
    public int Sessions => Active + Disconnected + Pending;

    /// <summary>Since when the service reports this status; null: it does not say.</summary>
    public DateTimeOffset? StatusSince { get; init; }
}

/// <summary>A Key Vault certificate as the host should present it.</summary>
/// <param name="Name">Its name in the vault.</param>
/// <param name="Thumbprint">SHA-1 of the newest enabled version.</param>
/// <param name="SecretId">The versioned secret identifier that the host itself fetches with its own identity. An address, no secret.</param>
/// <param name="NotAfter">When that version expires.</param>
/// <param name="ServerAuthentication">Its extended key usages allow server authentication (1.3.6.1.5.5.7.3.1 or the RDP one, 1.3.6.1.4.1.311.54.1.2).</param>
/// <param name="RenewalPending">A renewal is under way.</param>
/// <param name="SelfRenewable">The issuer renews by itself (Self, DigiCert, GlobalSign); an Unknown issuer needs a person.</param>
public sealed record CertificateFacts(string Name, string Thumbprint, string SecretId, DateTimeOffset NotAfter, bool ServerAuthentication, bool RenewalPending, bool SelfRenewable)
{
    /// <summary>When that version became valid; null when the vault does not say.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Due for renewal: within <paramref name="before"/> of its end, but never before two thirds of its own life are over. A certificate that lives for a
    /// month would otherwise be renewed in a loop by a setting of thirty days.
    /// </summary>
    public bool Due(DateTimeOffset now, TimeSpan before)
    {
        var window = NotBefore is { } start && (NotAfter - start) / 3 < before ? (NotAfter - start) / 3 : before;
        return NotAfter - now <= window;
    }
}

/// <summary>A control-plane change of the last hours, from the activity log.</summary>
/// <param name="Operation">The operation name.</param>
/// <param name="Resource">The resource, lower case.</param>
/// <param name="Caller">Who: a person, a pipeline, a policy, or us.</param>
public sealed record Change(DateTimeOffset At, string Operation, string Resource, string Caller);

/// <summary>The changes that could matter for this host.</summary>
/// <param name="Recent">Newest first.</param>
public sealed record Changes(IReadOnlyList<Change> Recent);

/// <summary>How much room a host pool has.</summary>
/// <param name="Serving">Hosts that are available and open for new sessions.</param>
/// <param name="MostSessions">The pool's limit a host.</param>
/// <param name="Sessions">Sessions in the whole pool.</param>
public sealed record PoolCapacity(int Serving, int MostSessions, int Sessions)
{
    /// <summary>Serving hosts that could be missed, if everybody moved together.</summary>
    public int Spare => MostSessions <= 0 ? Serving : Math.Max(0, Serving - ((Sessions + MostSessions - 1) / MostSessions));
}

/// <summary>What Azure says about its own health as far as this host is concerned. (Azure Resource Health, availability status)</summary>
/// <param name="Incident">An incident or maintenance of the platform, in words; null when there is none.</param>
public sealed record PlatformHealth(string? Incident)
{
    /// <summary>Azure planned it (maintenance); else it is an incident.</summary>
    public bool Planned { get; init; }
}
