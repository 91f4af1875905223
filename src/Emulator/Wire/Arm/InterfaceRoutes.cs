using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Network interfaces, effective rules and routes, and IP flow verify, derived from the same rules as the real sockets. (Microsoft.Network)</summary>
internal static class InterfaceRoutes
{
    private static readonly string[] Versions = ["2024-07-01", "2025-01-01"];

    public static void Map(ArmRoutes arm)
    {
        const string one = ArmRoutes.Group + "/Microsoft.Network/networkInterfaces/{nic}";
        arm.Map("GET", one, "Microsoft.Network/networkInterfaces/read", Versions, call => Find(call) is { } machine ? ArmRoutes.Json(Body(call, machine)) : Missing(call));
        arm.Map("POST", one + "/effectiveNetworkSecurityGroups", "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action", Versions, Effective);
        arm.Map("POST", one + "/effectiveRouteTable", "Microsoft.Network/networkInterfaces/effectiveRouteTable/action", Versions, Routes);
        arm.Map("POST", ArmRoutes.Group + "/Microsoft.Network/networkWatchers/{watcher}/ipFlowVerify", "Microsoft.Network/networkWatchers/ipFlowVerify/action", Versions, Verify);
    }

    private static Machine? Find(ArmCall call) => call.Fleet.Machines.Values.FirstOrDefault(machine => machine.InterfaceId.EndsWith($"/{call.Route("nic")}", StringComparison.OrdinalIgnoreCase) && string.Equals(machine.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase));

    private static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.Network/networkInterfaces", call.Route("nic"), call.Route("group"));

    private static SecurityGroup? GroupOf(ArmCall call, Machine machine) => machine.SecurityGroup is { } name ? call.Fleet.SecurityGroups[name] : null;

    private static JsonObject Body(ArmCall call, Machine machine)
    {
        var properties = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["virtualMachine"] = new JsonObject { ["id"] = machine.Id },
            ["ipConfigurations"] = new JsonArray(new JsonObject { ["id"] = $"{machine.InterfaceId}/ipConfigurations/primary", ["name"] = "primary", ["properties"] = new JsonObject { ["privateIPAddress"] = machine.Address, ["primary"] = true } }),
        };
        if (GroupOf(call, machine) is { } group) properties["networkSecurityGroup"] = new JsonObject { ["id"] = group.Id };
        return new JsonObject { ["id"] = machine.InterfaceId, ["name"] = call.Route("nic"), ["type"] = "Microsoft.Network/networkInterfaces", ["location"] = call.Fleet.Location, ["properties"] = properties };
    }

    private static IResult Effective(ArmCall call)
    {
        if (Find(call) is not { } machine) return Missing(call);
        var groups = new JsonArray();
        foreach (var manager in call.Fleet.AdminRules.Values.Where(rule => rule.IsFor(machine)).GroupBy(rule => rule.Manager, StringComparer.OrdinalIgnoreCase))
        {
            groups.Add(new JsonObject
            {
                ["association"] = new JsonObject { ["networkManager"] = new JsonObject { ["id"] = manager.Key } },
                ["effectiveSecurityRules"] = ArmRoutes.Array(manager.OrderBy(rule => rule.Priority).Select(rule => Rule(rule.Name, rule.Priority, rule.Access, rule.Direction, "Tcp", ["*"], rule.Destinations, rule.Ports))),
            });
        }

        if (GroupOf(call, machine) is { } group)
        {
            groups.Add(new JsonObject
            {
                ["networkSecurityGroup"] = new JsonObject { ["id"] = group.Id },
                ["association"] = new JsonObject { ["networkInterface"] = new JsonObject { ["id"] = machine.InterfaceId } },
                ["effectiveSecurityRules"] = ArmRoutes.Array(group.Rules.Values.OrderBy(rule => rule.Priority)
                    .Select(rule => Rule($"securityRules/{rule.Name}", rule.Priority, rule.Access, rule.Direction, rule.Protocol == "*" ? "All" : rule.Protocol, rule.Sources, rule.Destinations, rule.Ports)).Concat(Defaults())),
            });
        }

        return ArmRoutes.Json(new JsonObject { ["value"] = groups });
    }

    /// <summary>Azure's own last rules. That clients come from the same network is not assumed here, so nothing lets them in by default.</summary>
    private static IEnumerable<JsonObject> Defaults() =>
    [
        Rule("defaultSecurityRules/DenyAllInBound", 65500, "Deny", "Inbound", "All", ["*"], ["*"], ["0-65535"]),
        Rule("defaultSecurityRules/AllowInternetOutBound", 65001, "Allow", "Outbound", "All", ["*"], ["Internet"], ["0-65535"]),
        Rule("defaultSecurityRules/DenyAllOutBound", 65500, "Deny", "Outbound", "All", ["*"], ["*"], ["0-65535"]),
    ];

    private static JsonObject Rule(string name, int priority, string access, string direction, string protocol, IEnumerable<string> sources, IEnumerable<string> destinations, IEnumerable<string> ports) => new()
    {
        ["name"] = name,
        ["priority"] = priority,
        ["access"] = access,
        ["direction"] = direction,
        ["protocol"] = protocol,
        ["sourceAddressPrefixes"] = ArmRoutes.Texts(sources),
        ["destinationAddressPrefixes"] = ArmRoutes.Texts(destinations),
        ["destinationPortRanges"] = ArmRoutes.Texts(ports),
    };

    private static IResult Routes(ArmCall call)
    {
        if (Find(call) is not { } machine) return Missing(call);
        var table = machine.RouteTable is { } name ? call.Fleet.RouteTables.GetValueOrDefault(name) : null;
        var route = new JsonObject { ["name"] = table?.Name, ["source"] = table is null ? "Default" : "User", ["state"] = "Active", ["addressPrefix"] = ArmRoutes.Texts(["0.0.0.0/0"]), ["nextHopType"] = table?.NextHop ?? "Internet" };
        if (table is { NextHop: "VirtualAppliance" }) route["nextHopIpAddress"] = ArmRoutes.Texts([table.Appliance]);
        return ArmRoutes.Json(new JsonObject { ["value"] = new JsonArray(route) });
    }

    private static IResult Verify(ArmCall call)
    {
        string Text(string name) => call.Body.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        if (!call.Fleet.HasNetworkWatcher) return ArmRoutes.Missing("Microsoft.Network/networkWatchers", call.Route("watcher"), call.Route("group"));
        var machine = call.Fleet.Machines.Values.FirstOrDefault(machine => string.Equals(machine.Id, Text("targetResourceId"), StringComparison.OrdinalIgnoreCase));
        if (machine is null) return Errors.Arm(404, "ResourceNotFound", $"The target {Text("targetResourceId")} was not found.");
        if (Text("direction") != "Inbound" || Text("protocol") != "TCP" || !int.TryParse(Text("localPort"), System.Globalization.CultureInfo.InvariantCulture, out var port)) return Errors.Arm(400, "NotSupportedByEmulator", "The emulator verifies inbound TCP to one port only.");
        if (Outside.Admin(call.Fleet, machine, "Inbound", port) is { } admin) return ArmRoutes.Json(new JsonObject { ["access"] = admin.Access == "Deny" ? "Deny" : "Allow", ["ruleName"] = admin.Name });
        var decides = GroupOf(call, machine) is { } group ? Filter.Deciding(group, port) : null;
        var allowed = Filter.Allows(GroupOf(call, machine), port);
        return ArmRoutes.Json(new JsonObject { ["access"] = allowed ? "Allow" : "Deny", ["ruleName"] = decides is null ? allowed ? "defaultSecurityRules/AllowVnetInBound" : "defaultSecurityRules/DenyAllInBound" : $"securityRules/{decides.Name}" });
    }
}
