using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What session-ghost-repair and -verify, and disk-clean-repair and -verify do to a guest.</summary>
internal static class SessionScripts
{
    public static void ResetGhosts(ScriptScene scene)
    {
        var (logon, run) = (scene.Guest.Logon, scene.Run);
        run.Before = Ghosts(logon);
        run.Ok = true;
        if (run.Phase == "Apply")
        {
            // In the others a program still runs.
            run.Changed = logon.Stuck > logon.Occupied;
            if (!scene.Sabotage) logon.Stuck = Math.Min(logon.Stuck, logon.Occupied);
        }

        run.After = Ghosts(logon);
    }

    public static void VerifyGhosts(ScriptScene scene)
    {
        scene.Run.After = new JsonObject { ["stuck"] = scene.Guest.Logon.Stuck };
        if (scene.Guest.Logon.Stuck == 0 || scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail($"{scene.Guest.Logon.Stuck} sessions without a user are still there");
    }

    public static void CleanDisk(ScriptScene scene)
    {
        var (guest, run) = (scene.Guest, scene.Run);
        var room = guest.Resources;
        run.Before = Disk(room);
        run.Ok = true;
        if (run.Phase == "Apply" && guest.Servicing.Busy.Count > 0)
        {
            run.Fail($"{guest.Servicing.Busy[0]} is at work; its files lie in these caches");
            return;
        }

        if (run.Phase == "Apply")
        {
            run.Changed = room.CleanableGb > 0;
            if (!scene.Sabotage)
            {
                var size = room.DiskFreePercent > 0 ? 100 * room.DiskFreeGb / room.DiskFreePercent : 127;
                room.DiskFreeGb = Math.Round(room.DiskFreeGb + room.CleanableGb, 1);
                room.DiskFreePercent = Math.Round(100 * room.DiskFreeGb / size, 1);
                room.CleanableGb = 0;
            }
        }

        run.After = Disk(room);
    }

    public static void VerifyDisk(ScriptScene scene)
    {
        var room = scene.Guest.Resources;
        scene.Run.After = Disk(room);
        if (room is { DiskFreeGb: >= 2, DiskFreePercent: >= 6 } || scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"only {room.DiskFreeGb} GB are free, {room.DiskFreePercent} %"));
    }

    private static JsonObject Ghosts(LogonState logon) => new() { ["ghosts"] = new JsonArray([.. Enumerable.Range(3, Math.Max(0, logon.Stuck - logon.Occupied)).Select(id => (JsonNode)id)]) };

    private static JsonObject Disk(ResourceState room) => new() { ["freeGb"] = room.DiskFreeGb, ["freePercent"] = room.DiskFreePercent };
}
