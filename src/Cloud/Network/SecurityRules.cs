using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Network;
using Azure.ResourceManager.Network.Models;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Network;

/// <summary>A rule as it is, in a form that can be stored and compared.</summary>
public sealed record RuleSnapshot
{
    public required int Priority { get; init; }

    public required string Access { get; init; }

    public required string Direction { get; init; }

    public required string Protocol { get; init; }

    public required IReadOnlyList<string> Sources { get; init; }

    public required IReadOnlyList<string> SourcePorts { get; init; }

    public required IReadOnlyList<string> Destinations { get; init; }

    public required IReadOnlyList<string> Ports { get; init; }

    public string? Description { get; init; }
}

/// <summary>Reads security rules and tells how listed ones stand.</summary>
public sealed class SecurityRules(ArmClient reader)
{
    /// <summary>Null: there is no such rule.</summary>
    public async Task<(RuleSnapshot Rule, string ETag)?> FindAsync(ArmClient arm, DesiredRule wanted, CancellationToken cancellationToken)
    {
        try
        {
            var rules = arm.GetNetworkSecurityGroupResource(new ResourceIdentifier(wanted.NetworkSecurityGroup)).GetSecurityRules();
            var data = (await Trouble.ReadAsync(() => rules.GetAsync(wanted.Name, cancellationToken))).Value.Data;
            return (Snapshot(data), data.ETag!.Value.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>How each listed rule of one group stands; one read for all of them.</summary>
    public async Task<IReadOnlyList<RuleFacts>> StandingAsync(string group, IReadOnlyList<DesiredRule> listed, CancellationToken cancellationToken)
    {
        var data = (await Trouble.ReadAsync(() => reader.GetNetworkSecurityGroupResource(new ResourceIdentifier(group)).GetAsync(cancellationToken: cancellationToken))).Value.Data;
        var present = data.SecurityRules.ToDictionary(rule => rule.Name, Snapshot, StringComparer.OrdinalIgnoreCase);
        return [.. listed.Select(rule => Facts(rule, present))];
    }

    /// <summary>The listed rule as ARM takes it. The class only ever writes listed rules, and those are allows for inbound TCP.</summary>
    public static RuleSnapshot AsListed(DesiredRule rule) => new()
    {
        Priority = rule.Priority,
        Access = "Allow",
        Direction = "Inbound",
        Protocol = rule.Protocol,
        Sources = rule.Sources,
        SourcePorts = ["*"],
        Destinations = rule.Destinations,
        Ports = rule.Ports,
        Description = rule.Description,
    };

    public static SecurityRuleData Write(RuleSnapshot rule)
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

    /// <summary>Each property that differs, with the listed and the present value; empty: the same. Descriptions are for people and do not count.</summary>
    public static IReadOnlyList<string> Differences(RuleSnapshot listed, RuleSnapshot present)
    {
        var found = new List<string>();
        Compare("priority", $"{listed.Priority}", $"{present.Priority}");
        Compare("access", listed.Access, present.Access);
        Compare("direction", listed.Direction, present.Direction);
        Compare("protocol", listed.Protocol, present.Protocol);
        Compare("sources", Join(listed.Sources), Join(present.Sources));
        Compare("source ports", Join(listed.SourcePorts), Join(present.SourcePorts));
        Compare("destinations", Join(listed.Destinations), Join(present.Destinations));
        Compare("ports", Join(listed.Ports), Join(present.Ports));
        return found;

        void Compare(string name, string one, string other)
        {
            if (!string.Equals(one, other, StringComparison.OrdinalIgnoreCase)) found.Add($"{name} listed {one}, is {other}");
        }
    }

    private static string Join(IReadOnlyList<string> values) => string.Join(' ', values.Order(StringComparer.OrdinalIgnoreCase));

    private static RuleFacts Facts(DesiredRule rule, Dictionary<string, RuleSnapshot> present)
    {
        var listed = AsListed(rule);
        var differences = present.TryGetValue(rule.Name, out var found) ? Differences(listed, found) : [];
        var state = found is null ? RuleState.Missing : differences.Count > 0 ? RuleState.Altered : RuleState.AsListed;
        var deny = present
            .Where(other => !string.Equals(other.Key, rule.Name, StringComparison.OrdinalIgnoreCase) && other.Value is { Access: "Deny", Direction: "Inbound" } && other.Value.Priority < rule.Priority && Covers(other.Value, rule))
            .OrderBy(other => other.Value.Priority)
            .Select(other => other.Key)
            .FirstOrDefault();
        return new RuleFacts(rule, state, differences, deny);
    }

    /// <summary>Could the deny win over the listed rule? Anything but a clearly different port or protocol counts as yes: closed when in doubt.</summary>
    private static bool Covers(RuleSnapshot deny, DesiredRule rule) =>
        (deny.Protocol is "*" || string.Equals(deny.Protocol, rule.Protocol, StringComparison.OrdinalIgnoreCase)) && deny.Ports.Any(range => rule.Ports.Any(port => Ports.Overlap(range, port)));

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
