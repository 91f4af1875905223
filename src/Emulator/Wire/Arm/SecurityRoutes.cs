using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Network security groups and their rules. (Microsoft.Network networkSecurityGroups/securityRules)</summary>
internal static class SecurityRoutes
{
    private const string Right = "Microsoft.Network/networkSecurityGroups/";

    private static readonly string[] Versions = ["2024-07-01", "2025-01-01"];

    public static void Map(ArmRoutes arm)
    {
        const string one = ArmRoutes.Group + "/Microsoft.Network/networkSecurityGroups/{nsg}";
        arm.Map("GET", one, Right + "read", Versions, call => Find(call) is { } group ? ArmRoutes.Json(Body(group, call.Fleet.Location)) : Missing(call));
        arm.Map("GET", one + "/securityRules/{rule}", Right + "securityRules/read", Versions, Get);
        arm.Map("PUT", one + "/securityRules/{rule}", Right + "securityRules/write", Versions, Put);
        arm.Map("DELETE", one + "/securityRules/{rule}", Right + "securityRules/delete", Versions, Delete);
    }

    private static SecurityGroup? Find(ArmCall call) => call.Fleet.SecurityGroups.TryGetValue(call.Route("nsg"), out var group) && string.Equals(group.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase) ? group : null;

    private static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.Network/networkSecurityGroups", call.Route("nsg"), call.Route("group"));

    private static IResult Get(ArmCall call)
    {
        if (Find(call) is not { } group) return Missing(call);
        return group.Rules.TryGetValue(call.Route("rule"), out var rule) ? ArmRoutes.Json(Body(group, rule)) : Errors.Arm(404, "NotFound", $"Resource {group.Id}/securityRules/{call.Route("rule")} not found.");
    }

    private static IResult Put(ArmCall call)
    {
        if (Find(call) is not { } group) return Missing(call);
        var name = call.Route("rule");
        var known = group.Rules.GetValueOrDefault(name);
        if (call.Unless(known?.ETag) is { } denial) return ArmRoutes.Deny(denial);
        var (rule, wrong) = Read(name, call.Body.GetProperty("properties"));
        if (rule is null) return ArmRoutes.Deny(wrong!);
        var clash = group.Rules.Values.FirstOrDefault(other => !string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase) && other.Priority == rule.Priority && other.Direction == rule.Direction);
        if (clash is not null) return Errors.Arm(400, "SecurityRuleConflict", $"Security rule {name} conflicts with rule {clash.Name}. Rules cannot have the same Priority and Direction.");
        rule = rule with { ETag = call.Fleet.NextETag() };
        group.Rules[name] = rule;
        group.ETag = call.Fleet.NextETag();
        call.Wrote("MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/WRITE", $"{group.Id}/securityRules/{name}");
        call.TookHold(group.Name, "security-rule put", $"{group.Id}/securityRules/{name}", Short(rule), known is null || Short(known) != Short(rule));
        return ArmRoutes.Json(Body(group, rule), known is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Delete(ArmCall call)
    {
        if (Find(call) is not { } group) return Missing(call);
        if (!group.Rules.Remove(call.Route("rule"))) return Results.NoContent();
        group.ETag = call.Fleet.NextETag();
        call.Wrote("MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/DELETE", $"{group.Id}/securityRules/{call.Route("rule")}");
        call.TookHold(group.Name, "security-rule delete", $"{group.Id}/securityRules/{call.Route("rule")}", null, changed: true);
        return Results.Ok();
    }

    /// <summary>All that matters of a rule, in one line.</summary>
    private static string Short(SecurityRule rule) => $"{rule.Priority} {rule.Direction} {rule.Access} {rule.Protocol} {string.Join(',', rule.Sources)}:{string.Join(',', rule.SourcePorts)} {string.Join(',', rule.Destinations)}:{string.Join(',', rule.Ports)} {rule.Description}";

    private static (SecurityRule? Rule, Denial? Wrong) Read(string name, JsonElement properties)
    {
        if (!properties.TryGetProperty("priority", out var priority) || priority.GetInt32() is < 100 or > 4096) return (null, new Denial(400, "SecurityRuleInvalidPriority", "The priority must be between 100 and 4096."));
        if (Text(properties, "access") is not ("Allow" or "Deny")) return (null, new Denial(400, "InvalidRequestFormat", "The access must be Allow or Deny."));
        return (new SecurityRule
        {
            Name = name,
            Priority = priority.GetInt32(),
            Direction = Text(properties, "direction") ?? "Inbound",
            Access = Text(properties, "access")!,
            Protocol = Text(properties, "protocol") ?? "*",
            Sources = Many(properties, "sourceAddressPrefix", "sourceAddressPrefixes"),
            SourcePorts = Many(properties, "sourcePortRange", "sourcePortRanges"),
            Destinations = Many(properties, "destinationAddressPrefix", "destinationAddressPrefixes"),
            Ports = Many(properties, "destinationPortRange", "destinationPortRanges"),
            Description = Text(properties, "description"),
        }, null);
    }

    private static string? Text(JsonElement properties, string name) => properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> Many(JsonElement properties, string one, string many)
    {
        var values = new List<string>();
        if (Text(properties, one) is { Length: > 0 } single) values.Add(single);
        if (properties.TryGetProperty(many, out var list) && list.ValueKind == JsonValueKind.Array) values.AddRange(list.EnumerateArray().Select(item => item.GetString()!));
        return values;
    }

    private static JsonObject Body(SecurityGroup group, string location) => new()
    {
        ["id"] = group.Id,
        ["name"] = group.Name,
        ["type"] = "Microsoft.Network/networkSecurityGroups",
        ["location"] = location,
        ["etag"] = group.ETag,
        ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded", ["securityRules"] = ArmRoutes.Array(group.Rules.Values.Select(rule => Body(group, rule))) },
    };

    /// <summary>One value stands in the singular property, several in the plural one, as the service answers.</summary>
    private static JsonObject Body(SecurityGroup group, SecurityRule rule)
    {
        var properties = new JsonObject { ["provisioningState"] = "Succeeded", ["priority"] = rule.Priority, ["direction"] = rule.Direction, ["access"] = rule.Access, ["protocol"] = rule.Protocol };
        if (rule.Description is { } description) properties["description"] = description;
        Put(properties, rule.Sources, "sourceAddressPrefix", "sourceAddressPrefixes");
        Put(properties, rule.SourcePorts, "sourcePortRange", "sourcePortRanges");
        Put(properties, rule.Destinations, "destinationAddressPrefix", "destinationAddressPrefixes");
        Put(properties, rule.Ports, "destinationPortRange", "destinationPortRanges");
        return new JsonObject
        {
            ["id"] = $"{group.Id}/securityRules/{rule.Name}",
            ["name"] = rule.Name,
            ["type"] = "Microsoft.Network/networkSecurityGroups/securityRules",
            ["etag"] = rule.ETag,
            ["properties"] = properties,
        };

        static void Put(JsonObject properties, IReadOnlyList<string> values, string one, string many)
        {
            if (values.Count == 1) properties[one] = values[0];
            else properties[many] = ArmRoutes.Texts(values);
        }
    }
}
