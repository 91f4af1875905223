using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Cloud.Hosts;
using RdpMedic.Cloud.Machines;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.Network;

/// <summary>
/// What is in effect on a network interface, and IP flow verify by the Network Watcher of its region. All of it reads, over operations that take seconds: they
/// are waited for, and not for long. (Microsoft.Network networkInterfaces/effectiveNetworkSecurityGroups, networkWatchers/ipFlowVerify)
/// </summary>
public sealed class NetworkView(ArmClient reader, ResourceGraph graph, MachineReader machines, TimeProvider clock) : INetworkView
{
    /// <summary>A turn has thirty seconds, and this is one part of it. Wall time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>Network Watchers are made once for a region.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private (DateTimeOffset At, IReadOnlyDictionary<string, string> ByRegion)? watchers;

    public async Task<Answer<EffectiveNetwork>> EffectiveAsync(Host host, CancellationToken cancellationToken)
    {
        if (host.InterfaceId is not { } id) return Answer<EffectiveNetwork>.Not("the inventory names no network interface");
        var nic = reader.GetNetworkInterfaceResource(new ResourceIdentifier(id));
        return await SoonAsync(
            async soon =>
            {
                var rules = (await Trouble.ReadAsync(() => nic.GetEffectiveNetworkSecurityGroupsAsync(WaitUntil.Completed, soon))).Value;
                // Inbound no route decides.
                var routes = host.IsSessionHost ? (await Trouble.ReadAsync(() => nic.GetEffectiveRouteTableAsync(WaitUntil.Completed, soon))).Value.Value : [];
                return new EffectiveNetwork([.. rules.Value.SelectMany(Rules)], [.. routes.Where(route => route.State != EffectiveRouteState.Invalid).Select(Route)]);
            },
            cancellationToken);
    }

    public async Task<Answer<FlowVerdict>> VerifyAsync(Host host, string from, CancellationToken cancellationToken)
    {
        if (host.PrivateAddress is not { } address) return Answer<FlowVerdict>.Not("the inventory names no address");
        return await SoonAsync(
            async soon =>
            {
                var machine = new ResourceIdentifier(host.Id.Value);
                if (await WatcherAsync(host, soon) is not { } watcher) throw new RequestFailedException(404, "no Network Watcher is set up in the region of the machine");
                var question = new VerificationIPFlowContent(machine, NetworkTrafficDirection.Inbound, IPFlowProtocol.Tcp, $"{host.RdpPort}", "60000", address, from);
                var answer = (await Trouble.ReadAsync(() => reader.GetNetworkWatcherResource(new ResourceIdentifier(watcher)).VerifyIPFlowAsync(WaitUntil.Completed, question, soon))).Value;
                return new FlowVerdict("Inbound", from, host.RdpPort, answer.Access == NetworkAccess.Allow, answer.RuleName ?? "no rule", null, false);
            },
            cancellationToken);
    }

    private static async Task<Answer<T>> SoonAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return Answer<T>.Of(await read(limit.Token));
        }
        catch (RequestFailedException refused)
        {
            return Answer<T>.Not(Trouble.Said(refused));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer<T>.Not($"it took longer than {Patience.TotalSeconds:0} seconds");
        }
    }

    /// <summary>Id of the Network Watcher of the machine's region; null: there is none, or none that may be read.</summary>
    private async Task<string?> WatcherAsync(Host host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (watchers is not { } known || now - known.At > Age)
        {
            var rows = await graph.RowsAsync(Query.Text("Network", "networkwatchers.arg.kql"), cancellationToken);
            known = (now, rows.GroupBy(row => row.GetProperty("location").GetString()!, StringComparer.OrdinalIgnoreCase).ToDictionary(region => region.Key, region => region.First().GetProperty("id").GetString()!, StringComparer.OrdinalIgnoreCase));
            watchers = known;
        }

        return known.ByRegion.GetValueOrDefault((await machines.RegionAsync(host, cancellationToken)).Name);
    }

    private static IEnumerable<EffectiveRule> Rules(EffectiveNetworkSecurityGroup group)
    {
        var admin = group.Association?.NetworkManagerId;
        var where = (admin ?? group.NetworkSecurityGroupId)?.ToString().ToLowerInvariant() ?? "";
        return group.EffectiveSecurityRules.Select(rule => new EffectiveRule(
            rule.Name ?? "",
            where,
            admin is not null,
            rule.Direction?.ToString() ?? "",
            rule.Access?.ToString() ?? "",
            rule.Protocol?.ToString() ?? "All",
            rule.Priority ?? int.MaxValue,
            Of(rule.SourceAddressPrefix, rule.SourceAddressPrefixes, rule.ExpandedSourceAddressPrefix),
            Of(rule.DestinationAddressPrefix, rule.DestinationAddressPrefixes, rule.ExpandedDestinationAddressPrefix),
            Of(rule.DestinationPortRange, rule.DestinationPortRanges, [])));
    }

    private static Healing.Evidence.EffectiveRoute Route(Azure.ResourceManager.Network.Models.EffectiveRoute route) =>
        new(route.Name, [.. route.AddressPrefix], route.Source?.ToString() ?? "", route.NextHopType?.ToString() ?? "", route.NextHopIPAddress.Count > 0 ? route.NextHopIPAddress[0] : null);

    private static IReadOnlyList<string> Of(string? one, IReadOnlyList<string> many, IReadOnlyList<string> expanded) => [.. (string.IsNullOrEmpty(one) ? many : many.Prepend(one)).Concat(expanded).Distinct(StringComparer.OrdinalIgnoreCase)];
}
