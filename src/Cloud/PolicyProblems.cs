using Azure.Core;
using RdpMedic.Healing;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud;

/// <summary>What in a policy cannot work or must not be listed.</summary>
public static class PolicyProblems
{
    /// <summary>Sources that mean the whole internet, in the spellings that Azure takes.</summary>
    internal static readonly string[] Everybody = ["*", "any", "internet", "0.0.0.0/0", "::/0", "0.0.0.0"];

    /// <summary>All problems, each with the setting's name; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(Policy policy)
    {
        var problems = new List<string>();
        if (policy.MaxActing < 1) problems.Add($"MaxActing: {policy.MaxActing} is less than 1.");
        if (policy.MaxActingPercent is < 1 or > 100) problems.Add($"MaxActingPercent: {policy.MaxActingPercent} is outside of 1 to 100.");
        if (policy.Freshness <= TimeSpan.Zero) problems.Add($"Freshness: {policy.Freshness} is not positive.");
        if (policy.Deadline <= TimeSpan.Zero) problems.Add($"Deadline: {policy.Deadline} is not positive.");
        if (policy.Settle < TimeSpan.Zero) problems.Add($"Settle: {policy.Settle} is negative.");
        if (policy.RenewBefore <= TimeSpan.Zero) problems.Add($"RenewBefore: {policy.RenewBefore} is not positive.");
        if (policy.SuspendAfter < 1) problems.Add($"SuspendAfter: {policy.SuspendAfter} is less than 1.");
        if (policy.StormHosts < 2) problems.Add($"StormHosts: {policy.StormHosts} is less than 2.");
        if (policy.RelapseWithin < TimeSpan.Zero) problems.Add($"RelapseWithin: {policy.RelapseWithin} is negative.");
        if (policy.ApprovalLasts <= TimeSpan.Zero) problems.Add($"ApprovalLasts: {policy.ApprovalLasts} is not positive.");
        if (policy.Remember <= TimeSpan.Zero) problems.Add($"Remember: {policy.Remember} is not positive.");
        problems.AddRange(policy.Quotas.Append(KeyValuePair.Create("DefaultQuota", policy.DefaultQuota)).Where(one => one.Value.Most < 1 || one.Value.Per <= TimeSpan.Zero || one.Value.Per > TimeSpan.FromDays(1)).Select(one => $"Quotas: {one.Key} wants at least 1 within at most a day."));
        problems.AddRange(policy.Quotas.Keys.Where(step => !StepNames.All.Contains(step, StringComparer.Ordinal)).Select(step => $"Quotas: no step is named '{step}'. Known: {string.Join(", ", StepNames.All)}."));
        problems.AddRange(policy.Windows.Where(window => window.Lasts <= TimeSpan.Zero || window.Lasts > TimeSpan.FromDays(1)).Select(window => $"Windows: the one on {window.Day} lasts {window.Lasts}; more than nothing and at most a day."));
        problems.AddRange(policy.Windows.Where(window => window.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)).Select(window => $"Windows: no time zone is named '{window.TimeZone}'."));
        foreach (var rule in policy.Rules)
        {
            if (!IsId(rule.NetworkSecurityGroup, "networkSecurityGroups")) problems.Add($"Rules: '{rule.NetworkSecurityGroup}' of the rule {rule.Name} is not the resource id of a network security group.");
            if (rule.Priority is < 100 or > 4096) problems.Add($"Rules: priority {rule.Priority} of {rule.Name} is outside of 100 to 4096.");
            if (rule.Direction is not ("Inbound" or "Outbound")) problems.Add($"Rules: the direction {rule.Direction} of {rule.Name} is neither Inbound nor Outbound.");
            if (rule.Direction == "Outbound" && rule.Destinations.Any(destination => Everybody.Contains(destination, StringComparer.OrdinalIgnoreCase))) problems.Add($"Rules: {rule.Name} lets out to everybody; name the service tags that AVD needs.");
            else if (rule.Direction != "Outbound" && (rule.Sources.Count == 0 || rule.Sources.Any(source => Everybody.Contains(source, StringComparer.OrdinalIgnoreCase)))) problems.Add($"Rules: {rule.Name} is open to everybody; RDP is never opened to the internet.");
            if (rule.Ports.Count == 0 || rule.Destinations.Count == 0) problems.Add($"Rules: {rule.Name} names no port or no destination.");
        }

        if (policy.ProbeAddress is { } from && !System.Net.IPAddress.TryParse(from, out _)) problems.Add($"ProbeAddress: '{from}' is not an address.");
        problems.AddRange(policy.NatRules.Where(rule => !IsId(rule.LoadBalancer, "loadBalancers")).Select(rule => $"NatRules: '{rule.LoadBalancer}' is not the resource id of a load balancer."));
        problems.AddRange(policy.Backends.Where(backend => !IsId(backend.LoadBalancer, "loadBalancers")).Select(backend => $"Backends: '{backend.LoadBalancer}' is not the resource id of a load balancer."));
        return problems;
    }

    private static bool IsId(string id, string type) => ResourceIdentifier.TryParse(id, out var parsed) && string.Equals(parsed!.ResourceType.Type, type, StringComparison.OrdinalIgnoreCase);
}
