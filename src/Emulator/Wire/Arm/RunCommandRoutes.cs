using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Managed run commands: put, get with instance view, list, delete. (Microsoft.Compute virtualMachines/runCommands)</summary>
internal static class RunCommandRoutes
{
    private const string Right = "Microsoft.Compute/virtualMachines/runCommands/";

    private static readonly string[] Versions = ["2024-11-01", "2025-04-01"];

    public static void Map(ArmRoutes arm, RunCommandShelf shelf)
    {
        const string all = ArmRoutes.Group + "/Microsoft.Compute/virtualMachines/{machine}/runCommands";
        arm.Map("PUT", all + "/{command}", Right + "write", Versions, call => Put(call, shelf));
        arm.Map("GET", all + "/{command}", Right + "read", Versions, call => Get(call, shelf));
        arm.Map("GET", all, Right + "read", Versions, call => List(call, shelf));
        arm.Map("DELETE", all + "/{command}", Right + "delete", Versions, Delete);
    }

    private static IResult Put(ArmCall call, RunCommandShelf shelf)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        if (call.Body.ValueKind != JsonValueKind.Object || !call.Body.TryGetProperty("location", out _)) return ArmRoutes.Deny(new(400, "LocationRequired", "The location property is required for this definition."));
        var properties = call.Body.GetProperty("properties");
        if (!properties.TryGetProperty("source", out var source) || !source.TryGetProperty("script", out var script)) return ArmRoutes.Deny(new(400, "InvalidParameter", "The emulator takes properties.source.script only."));
        var unknown = properties.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name is not ("source" or "parameters" or "protectedParameters" or "asyncExecution" or "timeoutInSeconds" or "treatFailureAsDeploymentFailure"));
        if (unknown is not null) return ArmRoutes.Deny(new(400, "NotSupportedByEmulator", $"The emulator does not support the property '{unknown}'."));
        if (machine.Power != Power.Running) return ArmRoutes.Deny(new(409, "OperationNotAllowed", $"The operation requires the VM '{machine.Name}' to be running."));
        var timeout = properties.TryGetProperty("timeoutInSeconds", out var seconds) ? seconds.GetInt32() : 5400;
        var scriptCall = new ScriptCall(script.GetString()!, Pairs(properties, "parameters"), Pairs(properties, "protectedParameters"), timeout);
        if (shelf.Put(machine, call.Route("command"), scriptCall, Fingerprint(properties), out var isNew) is { } refused) return ArmRoutes.Deny(new(409, "Conflict", refused));
        var command = machine.RunCommands[call.Route("command")];
        call.Wrote("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMANDS/WRITE", machine.Id);
        return ArmRoutes.Json(Body(machine, command, call.Fleet.Location, shelf, withView: false), isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Get(ArmCall call, RunCommandShelf shelf)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        return machine.RunCommands.TryGetValue(call.Route("command"), out var command) ? ArmRoutes.Json(Body(machine, command, call.Fleet.Location, shelf, call.Query("$expand") == "instanceView")) : Gone(call);
    }

    private static IResult List(ArmCall call, RunCommandShelf shelf) => MachineRoutes.Find(call) is { } machine
        ? ArmRoutes.Json(new JsonObject { ["value"] = ArmRoutes.Array(machine.RunCommands.Values.Select(command => Body(machine, command, call.Fleet.Location, shelf, withView: false))) })
        : MachineRoutes.Missing(call);

    private static IResult Delete(ArmCall call)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        if (!machine.RunCommands.Remove(call.Route("command"))) return Results.NoContent();
        call.Wrote("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMANDS/DELETE", machine.Id);
        return Results.Ok();
    }

    private static IResult Gone(ArmCall call) => ArmRoutes.Missing("Microsoft.Compute/virtualMachines/runCommands", $"{call.Route("machine")}/{call.Route("command")}", call.Route("group"));

    /// <summary>Protected parameters are never given back.</summary>
    private static JsonObject Body(Machine machine, RunCommand command, string location, RunCommandShelf shelf, bool withView)
    {
        var properties = new JsonObject
        {
            ["source"] = new JsonObject { ["script"] = command.Call.Script },
            ["parameters"] = ArmRoutes.Array(command.Call.Parameters.Select(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value })),
            ["asyncExecution"] = true,
            ["timeoutInSeconds"] = command.Call.TimeoutSeconds,
            ["provisioningState"] = shelf.StateOf(command) == "Pending" ? "Creating" : "Succeeded",
        };
        if (withView)
        {
            var state = shelf.StateOf(command);
            var view = new JsonObject { ["executionState"] = state, ["executionMessage"] = state == "TimedOut" ? "The script did not end in time." : "", ["exitCode"] = command.Result?.ExitCode ?? 0, ["output"] = command.Result?.Output ?? "", ["error"] = command.Result?.Error ?? "" };
            if (state != "Pending") view["startTime"] = command.StartsAt.UtcDateTime.ToString("O");
            if (command.Result is not null) view["endTime"] = command.EndsAt.UtcDateTime.ToString("O");
            properties["instanceView"] = view;
        }

        return new JsonObject
        {
            ["id"] = $"{machine.Id}/runCommands/{command.Name}",
            ["name"] = command.Name,
            ["type"] = "Microsoft.Compute/virtualMachines/runCommands",
            ["location"] = location,
            ["properties"] = properties,
        };
    }

    private static Dictionary<string, string> Pairs(JsonElement properties, string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!properties.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return pairs;
        foreach (var pair in list.EnumerateArray()) pairs[pair.GetProperty("name").GetString()!] = pair.GetProperty("value").GetString() ?? "";
        return pairs;
    }

    private static string Fingerprint(JsonElement properties) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(properties.GetRawText())));
}
