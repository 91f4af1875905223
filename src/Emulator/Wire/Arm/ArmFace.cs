using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Control;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Azure Resource Manager, as far as RDP on virtual machines and AVD goes. What it does not serve is refused by name.</summary>
public sealed class ArmFace(Fleet fleet, Tokens tokens, RunCommandShelf commands) : IFace
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var arm = new ArmRoutes(routes, fleet, tokens, new ArmThrottle(fleet.Clock));
        arm.Map("GET", "/tenants", "", ["2022-12-01"], _ => ArmRoutes.Json(new JsonObject { ["value"] = new JsonArray(new JsonObject { ["id"] = "/tenants/7d1f9ad5-0000-4000-8000-000000000001", ["tenantId"] = "7d1f9ad5-0000-4000-8000-000000000001", ["displayName"] = "RdpMedic emulator" }) }));
        var operations = new Operations(fleet);
        operations.Map(arm);
        MachineRoutes.Map(arm);
        PowerRoutes.Map(arm, operations, commands);
        InterfaceRoutes.Map(arm);
        BootRoutes.Map(arm, routes, fleet);
        RunCommandRoutes.Map(arm, commands);
        SecurityRoutes.Map(arm);
        BalancerRoutes.Map(arm);
        DesktopRoutes.Map(arm);
        GraphRoutes.Map(arm);
        RightsRoutes.Map(arm);
    }
}
