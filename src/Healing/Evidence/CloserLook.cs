using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Evidence;

/// <summary>
/// What is asked only about a host that is not reached, because it costs seconds and calls: how Azure's network treats its traffic, what boot diagnostics
/// have, and whether its pool misses a session host that is off, or serves anybody at all.
/// </summary>
public sealed class CloserLook(INetworkView network, ISecurityRules rules, IBootLog boot, ISessionHosts sessionHosts, Policy policy, TimeProvider clock)
{
    /// <summary>What a session host has to reach; the first is the service itself. (Azure Virtual Desktop, required endpoints)</summary>
    public static IReadOnlyList<string> Needs { get; } = ["WindowsVirtualDesktop", "AzureMonitor", "AzureFrontDoor.Frontend"];

    public async Task<HostEvidence> AddAsync(Host host, HostEvidence seen, CancellationToken cancellationToken)
    {
        var running = seen.Machine.Value is { Running: true };
        var unreached = seen.Probe.Value is { Outcome: ProbeOutcome.Timeout, Reached: true } || seen.SessionHost.Value is { Status: not ("Available" or "Shutdown") };
        var path = running && unreached ? await PathAsync(host, cancellationToken) : Missing<NetworkPath>("not collected: the host is reached, or does not run", "network path");
        var log = running && unreached && seen.Machine.Value is { AgentReady: false } ? await BootAsync(host, cancellationToken) : Missing<BootFacts>("not collected: nothing says that Windows is not up", "boot diagnostics");
        var pool = host.IsSessionHost && (seen.Machine.Value is { Running: false } || PoolUnserved.Signalled(seen.Signals)) ? await sessionHosts.CapacityAsync(host, cancellationToken) : Missing<PoolCapacity>("not collected: the pool misses nobody", "AVD");
        // Whether anybody ever got in from here says nothing about who has to ask first.
        var silent = seen.Probe.Value is null or { Outcome: ProbeOutcome.Timeout };
        var closed = running && silent && !host.IsSessionHost ? await JustInTimeAsync(host, cancellationToken) : null;
        return seen with { Path = path, Boot = log, Pool = pool, Network = Verified(seen.Network, path.Value, closed) };
    }

    private async Task<Reading<NetworkPath>> PathAsync(Host host, CancellationToken cancellationToken)
    {
        const string source = "effective security rules and IP flow verify";
        var effective = await network.EffectiveAsync(host, cancellationToken);
        var missing = new List<string>();
        if (effective.Refused is { } refused) missing.Add($"effective security rules: {refused}");
        if (host.IsSessionHost)
        {
            return effective.Value is { } known
                ? Reading<NetworkPath>.Of(new NetworkPath(null, [.. Needs.Select(tag => known.Decide("Outbound", tag, 443, host.PrivateAddress))]) { DefaultRoute = known.Default }, source, Vantage.ControlPlane, clock.GetUtcNow())
                : Missing<NetworkPath>($"not collected: {effective.Refused}", source);
        }

        if (From(host) is not { } from) return Missing<NetworkPath>("not collected: nobody listed an address from which RDP is meant to come (Rules or ProbeAddress)", source);
        var verified = await network.VerifyAsync(host, from, cancellationToken);
        if (verified.Refused is { } no) missing.Add($"IP flow verify: {no}");
        if (effective.Value is null && verified.Value is null) return Missing<NetworkPath>($"not collected: {string.Join("; ", missing)}", source);
        var computed = effective.Value?.Decide("Inbound", from, host.RdpPort, host.PrivateAddress);
        // IP flow verify names the rule and not always where it stands.
        var named = verified.Value is { Group: null } verdict && computed is not null && computed.Allowed == verdict.Allowed ? verdict with { Group = computed.Group, Admin = computed.Admin } : verified.Value;
        return Reading<NetworkPath>.Of(new NetworkPath(computed, []) { Verified = named, NotCollected = missing }, source, Vantage.ControlPlane, clock.GetUtcNow());
    }

    /// <summary>Who connects: where the operator said that the product looks from, else the first listed source before the host.</summary>
    private string? From(Host host) => policy.ProbeAddress ?? policy.Rules
        .Where(rule => rule.Direction == "Inbound" && host.NetworkSecurityGroups.Contains(rule.NetworkSecurityGroup, StringComparer.OrdinalIgnoreCase))
        .SelectMany(rule => rule.Sources).Select(Prefixes.First).FirstOrDefault(address => address is not null);

    private async Task<Reading<BootFacts>> BootAsync(Host host, CancellationToken cancellationToken)
    {
        var answer = await boot.ReadAsync(host, cancellationToken);
        return answer.Value is { } facts ? Reading<BootFacts>.Of(facts, "boot diagnostics", Vantage.ControlPlane, clock.GetUtcNow()) : Missing<BootFacts>($"not collected: {answer.Refused}", "boot diagnostics");
    }

    /// <summary>Reads the groups themselves: that needs no address to ask for, and no right but to read. One that may not be read tells nothing.</summary>
    private async Task<FlowVerdict?> JustInTimeAsync(Host host, CancellationToken cancellationToken)
    {
        foreach (var group in host.NetworkSecurityGroups)
        {
            if ((await rules.ListAsync(group, cancellationToken)).Value is { } all && JustInTimeAccess.Closing(all, host.RdpPort, host.PrivateAddress) is { } rule)
                return new FlowVerdict("Inbound", "whoever did not ask", host.RdpPort, false, rule, group, false);
        }

        return null;
    }

    private static Reading<NetworkFacts> Verified(Reading<NetworkFacts> network, NetworkPath? path, FlowVerdict? closed)
    {
        if (network.Value is not { } facts) return network;
        var asked = (path?.Verified ?? path?.Inbound) is { } verdict ? facts with { FlowAllowed = verdict.Allowed, DecidingRule = verdict.Rule } : facts;
        return network with { Value = asked with { JustInTime = closed } };
    }

    private Reading<T> Missing<T>(string why, string source)
        where T : class => Reading<T>.Missing(why, source, Vantage.ControlPlane, clock.GetUtcNow());
}
