using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RdpMedic.Emulator.Wire.Http;
using RdpMedic.Emulator.World.Control;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.Wire.Arm;

/// <summary>Start, restart, and the old action Run Command, of which there is one at a time. (Microsoft.Compute virtualMachines)</summary>
internal static class PowerRoutes
{
    private const string Right = "Microsoft.Compute/virtualMachines/";

    private static readonly string[] Versions = ["2024-11-01", "2025-04-01"];

    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(2);

    /// <summary>An action run command takes about this long however short its script is.</summary>
    private static readonly TimeSpan Action = TimeSpan.FromSeconds(30);

    public static void Map(ArmRoutes arm, Operations operations, RunCommandShelf shelf)
    {
        const string one = ArmRoutes.Group + "/Microsoft.Compute/virtualMachines/{machine}";
        arm.Map("POST", one + "/start", Right + "start/action", Versions, call => Change(call, operations, "START", machine => machine.Power == Power.Starting));
        arm.Map("POST", one + "/restart", Right + "restart/action", Versions, call => Change(call, operations, "RESTART", machine => machine.Power == Power.Running));
        arm.Map("POST", one + "/runCommand", Right + "runCommand/action", Versions, call => Run(call, operations, shelf));
    }

    private static IResult Change(ArmCall call, Operations operations, string operation, Func<Machine, bool> boots)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        if (operation == "RESTART" && machine.Power != Power.Running) return Errors.Arm(409, "OperationNotAllowed", $"The machine '{machine.Name}' does not run.");
        call.Wrote($"MICROSOFT.COMPUTE/VIRTUALMACHINES/{operation}/ACTION", machine.Id);
        // It is on its way from now on; a second start finds it so.
        if (operation == "START" && machine.Power is Power.Stopped or Power.Deallocated) (machine.Power, machine.PowerSince) = (Power.Starting, call.Fleet.Now);
        return operations.Begin(call, Boot, () =>
        {
            // Somebody may have stopped it since.
            var changes = boots(machine);
            if (changes) MachineBoot.Complete(machine, call.Fleet.Now);
            call.TookHold(machine.Name, $"machine {operation.ToLowerInvariant()}", machine.Id, "running", changes);
            return null;
        });
    }

    private static IResult Run(ArmCall call, Operations operations, RunCommandShelf shelf)
    {
        if (MachineRoutes.Find(call) is not { } machine) return MachineRoutes.Missing(call);
        if (call.Body.ValueKind != JsonValueKind.Object || !call.Body.TryGetProperty("commandId", out var id) || id.GetString() != "RunPowerShellScript") return Errors.Arm(400, "NotSupportedByEmulator", "The emulator runs the command RunPowerShellScript only.");
        if (machine.Power != Power.Running) return Errors.Arm(409, "OperationNotAllowed", $"The operation requires the VM to be running (or set to run).");
        if (machine.ActionRunsUntil > call.Fleet.Now) return Errors.Arm(409, "Conflict", "Run command extension execution is in progress. Please wait for completion before invoking a run command.");
        machine.ActionRunsUntil = call.Fleet.Now + Action;
        var script = string.Join('\n', call.Body.TryGetProperty("script", out var lines) ? lines.EnumerateArray().Select(line => line.GetString()) : []);
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (call.Body.TryGetProperty("parameters", out var given)) foreach (var pair in given.EnumerateArray()) parameters[pair.GetProperty("name").GetString()!] = pair.GetProperty("value").GetString() ?? "";
        call.Wrote("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION", machine.Id);
        return operations.Begin(call, Action, () =>
        {
            var result = shelf.RunNow(machine, new ScriptCall(script, parameters, new Dictionary<string, string>(StringComparer.Ordinal), 5400));
            return new JsonObject { ["value"] = new JsonArray(Stream("StdOut", result.Output), Stream("StdErr", result.Error)) };
        });
    }

    private static JsonObject Stream(string name, string text) => new() { ["code"] = $"ComponentStatus/{name}/succeeded", ["level"] = "Info", ["displayStatus"] = "Provisioning succeeded", ["message"] = text };
}
