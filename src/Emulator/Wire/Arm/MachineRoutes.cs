using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Virtual machines: get, list, instance view. (Microsoft.Compute virtualMachines)</summary>
internal static class MachineRoutes
{
    private static readonly string[] Versions = ["2024-11-01", "2025-04-01"];

    public static void Map(ArmRoutes arm)
    {
        const string one = ArmRoutes.Group + "/Microsoft.Compute/virtualMachines/{machine}";
        arm.Map("GET", one, "Microsoft.Compute/virtualMachines/read", Versions, call => Get(call, call.Query("$expand") == "instanceView"));
        arm.Map("GET", one + "/instanceView", "Microsoft.Compute/virtualMachines/instanceView/read", Versions, call => Find(call) is { } machine ? ArmRoutes.Json(View(machine)) : Missing(call));
        arm.Map("GET", ArmRoutes.Group + "/Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachines/read", Versions, call => List(call, machine => string.Equals(machine.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase)));
        arm.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachines/read", Versions, call => List(call, _ => true));
    }

    public static Machine? Find(ArmCall call) => call.Fleet.Machines.TryGetValue(call.Route("machine"), out var machine) && string.Equals(machine.ResourceGroup, call.Route("group"), StringComparison.OrdinalIgnoreCase) ? machine : null;

    public static IResult Missing(ArmCall call) => ArmRoutes.Missing("Microsoft.Compute/virtualMachines", call.Route("machine"), call.Route("group"));

    private static IResult Get(ArmCall call, bool withView) => Find(call) is { } machine ? ArmRoutes.Json(Body(machine, call.Fleet.Location, withView)) : Missing(call);

    private static IResult List(ArmCall call, Func<Machine, bool> wanted) =>
        ArmRoutes.Json(new JsonObject { ["value"] = ArmRoutes.Array(call.Fleet.Machines.Values.Where(wanted).Select(machine => Body(machine, call.Fleet.Location, withView: false))) });

    private static JsonObject Body(Machine machine, string location, bool withView)
    {
        var properties = new JsonObject
        {
            ["vmId"] = machine.VmId.ToString(),
            ["provisioningState"] = "Succeeded",
            ["networkProfile"] = new JsonObject { ["networkInterfaces"] = new JsonArray(new JsonObject { ["id"] = machine.InterfaceId }) },
        };
        if (withView) properties["instanceView"] = View(machine);
        return new JsonObject
        {
            ["id"] = machine.Id,
            ["name"] = machine.Name,
            ["type"] = "Microsoft.Compute/virtualMachines",
            ["location"] = location,
            ["tags"] = new JsonObject(machine.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
            ["properties"] = properties,
        };
    }

    /// <summary>A power state carries no time; the provisioning state does. A machine that does not run has no agent status.</summary>
    private static JsonObject View(Machine machine)
    {
        var view = new JsonObject
        {
            ["computerName"] = machine.Name,
            ["osName"] = "Windows",
            ["statuses"] = new JsonArray(
                new JsonObject { ["code"] = "ProvisioningState/succeeded", ["level"] = "Info", ["displayStatus"] = "Provisioning succeeded", ["time"] = machine.PowerSince.UtcDateTime.ToString("O") },
                new JsonObject { ["code"] = $"PowerState/{machine.Power.ToString().ToLowerInvariant()}", ["level"] = "Info", ["displayStatus"] = $"VM {machine.Power.ToString().ToLowerInvariant()}" }),
        };
        if (machine.Power != Power.Running) return view;
        view["vmAgent"] = new JsonObject
        {
            ["vmAgentVersion"] = "2.7.41491.1172",
            ["statuses"] = new JsonArray(new JsonObject
            {
                ["code"] = machine.AgentHeard ? "ProvisioningState/succeeded" : "ProvisioningState/Unavailable",
                ["level"] = machine.AgentHeard ? "Info" : "Warning",
                ["displayStatus"] = machine.AgentHeard ? "Ready" : "Not Ready",
                ["time"] = machine.AgentSince.UtcDateTime.ToString("O"),
            }),
        };
        return view;
    }
}
