using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Load balancers and their address-based pools. (Microsoft.Network loadBalancers/backendAddressPools)</summary>
internal static class BalancerRoutes
{
    private const string Right = "Microsoft.Network/loadBalancers/";

    private static readonly string[] Versions = ["2024-07-01", "2025-01-01"];

    public static void Map(ArmRoutes arm)
    {
        const string one = ArmRoutes.Group + "/Microsoft.Network/loadBalancers/{balancer}";
        arm.Map("GET", one, Right + "read", Versions, call => Find(call) is { } balancer ? ArmRoutes.Json(Body(balancer, call.Fleet)) : Missing(call));
        arm.Map("GET", one + "/backendAddressPools/{pool}", Right + "backendAddressPools/read", Versions, Get);
        arm.Map("GET", one + "/inboundNatRules", Right + "inboundNatRules/read", Versions, call => Find(call) is { } balancer ? ArmRoutes.Json(new JsonObject { ["value"] = ArmRoutes.Array(balancer.NatRules.Values.Select(rule => Nat(balancer, rule, call.Fleet))) }) : Missing(call));
        arm.Map("GET", one + "/inboundNatRules/{rule}", Right + "inboundNatRules/read", Versions, GetNat);
        arm.Map("PUT", one + "/inboundNatRules/{rule}", Right + "inboundNatRules/write", Versions, PutNat);
        arm.Map("PUT", one + "/backendAddressPools/{pool}", Right + "backendAddressPools/write", Versions, Put);
    }

    private static LoadBalancer? Find(ArmCall call) => call.Fleet.LoadBalancers.TryGetValue(call.Route("balancer"), out var balancer) && string.Equals(balancer.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase) ? balancer : null;

    private static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.Network/loadBalancers", call.Route("balancer"), call.Route("group"));

    private static IResult Get(ArmCall call)
    {
        if (Find(call) is not { } balancer) return Missing(call);
        return balancer.Pools.TryGetValue(call.Route("pool"), out var pool) ? ArmRoutes.Json(Body(balancer, pool)) : Errors.Arm(404, "NotFound", $"Resource {balancer.Id}/backendAddressPools/{call.Route("pool")} not found.");
    }

    private static IResult GetNat(ArmCall call)
    {
        if (Find(call) is not { } balancer) return Missing(call);
        return balancer.NatRules.TryGetValue(call.Route("rule"), out var rule) ? ArmRoutes.Json(Nat(balancer, rule, call.Fleet)) : Errors.Arm(404, "NotFound", $"Resource {balancer.Id}/inboundNatRules/{call.Route("rule")} not found.");
    }

    /// <summary>Ports are written here; the interface that a rule leads to is written on the interface, and stays.</summary>
    private static IResult PutNat(ArmCall call)
    {
        if (Find(call) is not { } balancer) return Missing(call);
        if (!balancer.NatRules.TryGetValue(call.Route("rule"), out var rule)) return Errors.Arm(404, "NotSupportedByEmulator", "The emulator does not create inbound NAT rules.");
        if (call.Unless(rule.ETag) is { } denial) return ArmRoutes.Deny(denial);
        var properties = call.Body.GetProperty("properties");
        var written = rule with { FrontendPort = properties.GetProperty("frontendPort").GetInt32(), BackendPort = properties.GetProperty("backendPort").GetInt32(), ETag = call.Fleet.NextETag() };
        if (balancer.NatRules.Values.Any(other => other.Name != rule.Name && other.FrontendPort == written.FrontendPort)) return Errors.Arm(400, "RulesUseSameBackendPortProtocolAndPool", $"Another rule of {balancer.Name} has the frontend port {written.FrontendPort}.");
        balancer.NatRules[rule.Name] = written;
        balancer.ETag = call.Fleet.NextETag();
        call.Wrote("MICROSOFT.NETWORK/LOADBALANCERS/INBOUNDNATRULES/WRITE", $"{balancer.Id}/inboundNatRules/{rule.Name}");
        call.TookHold(balancer.Name, "nat-rule put", $"{balancer.Id}/inboundNatRules/{rule.Name}", $"{written.FrontendPort} to {written.BackendPort}", (written.FrontendPort, written.BackendPort) != (rule.FrontendPort, rule.BackendPort));
        return ArmRoutes.Json(Nat(balancer, written, call.Fleet));
    }

    private static IResult Put(ArmCall call)
    {
        if (Find(call) is not { } balancer) return Missing(call);
        if (!balancer.Pools.TryGetValue(call.Route("pool"), out var pool)) return Errors.Arm(404, "NotSupportedByEmulator", "The emulator does not create backend pools.");
        if (call.Unless(pool.ETag) is { } denial) return ArmRoutes.Deny(denial);
        var members = new SortedDictionary<string, BackendMember>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in call.Body.GetProperty("properties").GetProperty("loadBalancerBackendAddresses").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            var properties = entry.GetProperty("properties");
            if (!properties.TryGetProperty("ipAddress", out var address)) return Errors.Arm(400, "InvalidRequestFormat", $"The member {name} has no ipAddress.");
            var state = properties.TryGetProperty("adminState", out var admin) && admin.ValueKind == JsonValueKind.String ? admin.GetString()! : "None";
            if (state is not ("None" or "Up" or "Down")) return Errors.Arm(400, "InvalidRequestFormat", $"The adminState {state} is not None, Up or Down.");
            members[name] = new BackendMember(name, address.GetString()!, state);
        }

        Note(call, balancer, pool, members);
        pool.Members.Clear();
        foreach (var (name, member) in members) pool.Members[name] = member;
        pool.ETag = call.Fleet.NextETag();
        balancer.ETag = call.Fleet.NextETag();
        call.Wrote("MICROSOFT.NETWORK/LOADBALANCERS/BACKENDADDRESSPOOLS/WRITE", $"{balancer.Id}/backendAddressPools/{pool.Name}");
        return ArmRoutes.Json(Body(balancer, pool));
    }

    /// <summary>A pool is written whole; what was done is what differs of it, and a write that changes nothing is one all the same.</summary>
    private static void Note(ArmCall call, LoadBalancer balancer, BackendPool pool, SortedDictionary<string, BackendMember> members)
    {
        var differs = members.Keys.Union(pool.Members.Keys, StringComparer.OrdinalIgnoreCase).Where(name => members.GetValueOrDefault(name) != pool.Members.GetValueOrDefault(name)).ToList();
        foreach (var name in differs)
        {
            var machine = call.Fleet.Machines.Values.FirstOrDefault(machine => machine.Address == (members.GetValueOrDefault(name) ?? pool.Members[name]).Address)?.Name ?? name;
            call.TookHold(machine, "backend-member put", $"{balancer.Id}/backendAddressPools/{pool.Name}/{name}", members.GetValueOrDefault(name)?.AdminState, changed: true);
        }

        if (differs.Count == 0) call.TookHold(balancer.Name, "backend-pool put", $"{balancer.Id}/backendAddressPools/{pool.Name}", null, changed: false);
    }

    private static JsonObject Body(LoadBalancer balancer, Fleet fleet) => new()
    {
        ["id"] = balancer.Id,
        ["name"] = balancer.Name,
        ["type"] = "Microsoft.Network/loadBalancers",
        ["location"] = fleet.Location,
        ["etag"] = balancer.ETag,
        ["sku"] = new JsonObject { ["name"] = "Standard" },
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["backendAddressPools"] = ArmRoutes.Array(balancer.Pools.Values.Select(pool => Body(balancer, pool))),
            ["probes"] = ArmRoutes.Array(balancer.Probes.Select(probe => new JsonObject { ["id"] = $"{balancer.Id}/probes/{probe.Key}", ["name"] = probe.Key, ["properties"] = new JsonObject { ["protocol"] = "Tcp", ["port"] = probe.Value, ["intervalInSeconds"] = 5 } })),
            ["inboundNatRules"] = ArmRoutes.Array(balancer.NatRules.Values.Select(rule => Nat(balancer, rule, fleet))),
            ["loadBalancingRules"] = ArmRoutes.Array(balancer.Rules.Select(rule => new JsonObject
            {
                ["id"] = $"{balancer.Id}/loadBalancingRules/{rule.Name}",
                ["name"] = rule.Name,
                ["properties"] = new JsonObject
                {
                    ["protocol"] = "Tcp",
                    ["frontendPort"] = rule.FrontendPort,
                    ["backendPort"] = rule.BackendPort,
                    ["backendAddressPool"] = new JsonObject { ["id"] = $"{balancer.Id}/backendAddressPools/{rule.Pool}" },
                    ["probe"] = new JsonObject { ["id"] = $"{balancer.Id}/probes/{rule.Probe}" },
                },
            })),
        },
    };

    private static JsonObject Nat(LoadBalancer balancer, NatRule rule, Fleet fleet)
    {
        var properties = new JsonObject { ["provisioningState"] = "Succeeded", ["protocol"] = "Tcp", ["frontendPort"] = rule.FrontendPort, ["backendPort"] = rule.BackendPort };
        if (rule.Machine is { } name && fleet.Machines.TryGetValue(name, out var machine)) properties["backendIPConfiguration"] = new JsonObject { ["id"] = $"{machine.InterfaceId}/ipConfigurations/primary" };
        return new JsonObject { ["id"] = $"{balancer.Id}/inboundNatRules/{rule.Name}", ["name"] = rule.Name, ["type"] = "Microsoft.Network/loadBalancers/inboundNatRules", ["etag"] = rule.ETag, ["properties"] = properties };
    }

    private static JsonObject Body(LoadBalancer balancer, BackendPool pool) => new()
    {
        ["id"] = $"{balancer.Id}/backendAddressPools/{pool.Name}",
        ["name"] = pool.Name,
        ["type"] = "Microsoft.Network/loadBalancers/backendAddressPools",
        ["etag"] = pool.ETag,
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["loadBalancerBackendAddresses"] = ArmRoutes.Array(pool.Members.Values.Select(member => new JsonObject { ["name"] = member.Name, ["properties"] = new JsonObject { ["ipAddress"] = member.Address, ["adminState"] = member.AdminState } })),
        },
    };
}
