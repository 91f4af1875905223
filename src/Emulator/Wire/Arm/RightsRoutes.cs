using System.Text.Json.Nodes;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>What the caller may do in a resource group. The emulator grants everywhere or nowhere. (Microsoft.Authorization permissions, list for a resource group)</summary>
internal static class RightsRoutes
{
    public static void Map(ArmRoutes arm) => arm.Map(
        "GET",
        ArmRoutes.Group + "/Microsoft.Authorization/permissions",
        "Microsoft.Authorization/permissions/read",
        ["2022-04-01", "2018-07-01"],
        call => ArmRoutes.Json(new JsonObject
        {
            ["value"] = ArmRoutes.Array([new JsonObject { ["actions"] = ArmRoutes.Texts(call.Caller.Actions), ["notActions"] = ArmRoutes.Texts([]), ["dataActions"] = ArmRoutes.Texts([]), ["notDataActions"] = ArmRoutes.Texts([]) }]),
        }));
}
