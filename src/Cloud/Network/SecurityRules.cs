using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Network;

/// <summary>Security rules over ARM. Lists are read by the reader; what a write rests on is read by the identity that writes.</summary>
public sealed class SecurityRules(ArmClient reader, ArmClient actor) : ISecurityRules
{
    public async Task<Answer<IReadOnlyDictionary<string, RuleSnapshot>>> ListAsync(string group, CancellationToken cancellationToken)
    {
        try
        {
            var data = (await Trouble.ReadAsync(() => reader.GetNetworkSecurityGroupResource(new ResourceIdentifier(group)).GetAsync(cancellationToken: cancellationToken))).Value.Data;
            return Answer<IReadOnlyDictionary<string, RuleSnapshot>>.Of(data.SecurityRules.ToDictionary(rule => rule.Name, Snapshot, StringComparer.OrdinalIgnoreCase));
        }
        catch (RequestFailedException refused)
        {
            return Answer<IReadOnlyDictionary<string, RuleSnapshot>>.Not(Trouble.Said(refused));
        }
    }

    public async Task<TaggedRule?> FindAsync(string group, string name, CancellationToken cancellationToken)
    {
        try
        {
            var data = (await Trouble.ReadAsync(() => Rules(group).GetAsync(name, cancellationToken))).Value.Data;
            return new TaggedRule(Snapshot(data), data.ETag!.Value.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException refused)
        {
            throw new FinalException(Trouble.Said(refused), refused);
        }
    }

    public async Task<string?> PutAsync(string group, string name, RuleSnapshot rule, string? etag, CancellationToken cancellationToken)
    {
        using var condition = etag is null ? ConditionalWrite.None() : ConditionalWrite.Match(etag);
        return await Trouble.RefusalAsync(() => Rules(group).CreateOrUpdateAsync(WaitUntil.Completed, name, Write(rule), cancellationToken), "the rule");
    }

    public Task<string?> DeleteAsync(string group, string name, CancellationToken cancellationToken)
    {
        var id = new ResourceIdentifier(group);
        var rule = actor.GetSecurityRuleResource(SecurityRuleResource.CreateResourceIdentifier(id.SubscriptionId, id.ResourceGroupName, id.Name, name));
        return Trouble.RefusalAsync(() => rule.DeleteAsync(WaitUntil.Completed, cancellationToken), "the rule");
    }

    private SecurityRuleCollection Rules(string group) => actor.GetNetworkSecurityGroupResource(new ResourceIdentifier(group)).GetSecurityRules();

    private static SecurityRuleData Write(RuleSnapshot rule)
    {
        var data = new SecurityRuleData
        {
            Priority = rule.Priority,
            Access = new SecurityRuleAccess(rule.Access),
            Direction = new SecurityRuleDirection(rule.Direction),
            Protocol = new SecurityRuleProtocol(rule.Protocol),
            Description = rule.Description,
        };
        if (rule.Sources.Count == 1) data.SourceAddressPrefix = rule.Sources[0];
        else foreach (var source in rule.Sources) data.SourceAddressPrefixes.Add(source);
        if (rule.SourcePorts.Count == 1) data.SourcePortRange = rule.SourcePorts[0];
        else foreach (var port in rule.SourcePorts) data.SourcePortRanges.Add(port);
        if (rule.Destinations.Count == 1) data.DestinationAddressPrefix = rule.Destinations[0];
        else foreach (var destination in rule.Destinations) data.DestinationAddressPrefixes.Add(destination);
        if (rule.Ports.Count == 1) data.DestinationPortRange = rule.Ports[0];
        else foreach (var port in rule.Ports) data.DestinationPortRanges.Add(port);
        return data;
    }

    private static RuleSnapshot Snapshot(SecurityRuleData data) => new()
    {
        Priority = data.Priority ?? 0,
        Access = data.Access?.ToString() ?? "",
        Direction = data.Direction?.ToString() ?? "",
        Protocol = data.Protocol?.ToString() ?? "*",
        Sources = Both(data.SourceAddressPrefix, data.SourceAddressPrefixes),
        SourcePorts = Both(data.SourcePortRange, data.SourcePortRanges),
        Destinations = Both(data.DestinationAddressPrefix, data.DestinationAddressPrefixes),
        Ports = Both(data.DestinationPortRange, data.DestinationPortRanges),
        Description = data.Description,
    };

    private static IReadOnlyList<string> Both(string? one, IList<string> many) => string.IsNullOrEmpty(one) ? [.. many] : [one, .. many];
}
