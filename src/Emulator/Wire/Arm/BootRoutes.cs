using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Control;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>
/// Boot diagnostics: ARM answers addresses of blobs whose signature is the only key to them; the serial log lies there, and the screenshot does not (nobody
/// could read it). (Microsoft.Compute virtualMachines/retrieveBootDiagnosticsData)
/// </summary>
internal static class BootRoutes
{
    private const string Signature = "emulated-signature";

    private static readonly string[] Versions = ["2024-11-01", "2025-04-01"];

    public static void Map(ArmRoutes arm, IEndpointRouteBuilder routes, Fleet fleet)
    {
        arm.Map("POST", ArmRoutes.Group + "/Microsoft.Compute/virtualMachines/{machine}/retrieveBootDiagnosticsData", "Microsoft.Compute/virtualMachines/retrieveBootDiagnosticsData/action", Versions, Addresses);
        routes.MapGet("/bootdiagnostics/{machine}/serialconsole.log", (HttpContext context, string machine) => Log(context, fleet, machine));
    }

    private static IResult Addresses(ArmCall call)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        var root = $"{call.Http.Request.Scheme}://{call.Http.Request.Host}/bootdiagnostics/{machine.Name}";
        return ArmRoutes.Json(new JsonObject { ["consoleScreenshotBlobUri"] = $"{root}/screenshot.bmp?sig={Signature}", ["serialConsoleLogBlobUri"] = $"{root}/serialconsole.log?sig={Signature}" });
    }

    /// <summary>A signature and nothing else: who sends a token as well shows it to a stranger, and is refused.</summary>
    private static IResult Log(HttpContext context, Fleet fleet, string name)
    {
        if (context.Request.Query["sig"] != Signature || context.Request.Headers.Authorization.Count > 0) return Results.StatusCode(StatusCodes.Status403Forbidden);
        lock (fleet.Gate)
        {
            return fleet.Machines.TryGetValue(name, out var machine) ? Results.Bytes(Encoding.UTF8.GetBytes(SerialLogs.Of(machine)), "application/octet-stream") : Results.NotFound();
        }
    }
}
