using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What termservice-repair and termservice-verify do to a guest.</summary>
internal static class TermServiceScripts
{
    private static readonly string[] Names = ["SessionEnv", "TermService", "UmRdpService"];

    public static void Repair(Guest guest, ScriptRun run, bool sabotage)
    {
        run.Before = Read(guest);
        run.Ok = true;
        if (run.Phase is "Start" or "Restart") Bring(guest, run, sabotage);
        if (run.Phase == "Revert" && !sabotage) Revert(guest, run);
        run.After = Read(guest);
    }

    public static void Verify(Guest guest, ScriptRun run, bool sabotage)
    {
        var service = guest.Services["TermService"];
        run.After = new JsonObject { ["state"] = service.State, ["listening"] = guest.Listens, ["port"] = guest.Port };
        run.Ok = sabotage || guest.Listens;
        if (!run.Ok) run.Fail($"TermService is {service.State}, listening: {guest.Listens}");
    }

    private static JsonObject Read(Guest guest)
    {
        var found = new JsonObject();
        foreach (var name in Names)
        {
            if (guest.Services.TryGetValue(name, out var service)) found[name] = new JsonObject { ["state"] = service.State, ["start"] = service.Start };
        }

        return found;
    }

    private static void Bring(Guest guest, ScriptRun run, bool sabotage)
    {
        var service = guest.Services["TermService"];
        if (run.Phase == "Restart" && guest.Sessions.Count > 0)
        {
            run.Fail("there are sessions; a restart would end them");
            return;
        }

        run.Changed = run.Phase == "Restart" || service.Start == "Disabled" || service.State != "Running";
        if (sabotage) return;
        if (service.Start == "Disabled") service.Start = "Manual";
        if (run.Phase == "Restart") (service.State, service.Hangs) = ("Stopped", false);
        if (service.State == "Running") return;
        if (service.WillNotStart)
        {
            service.State = "Stopped";
            run.Fail("Exception calling \"Start\" with \"0\" argument(s): \"Cannot start service TermService on computer '.'.\"");
            return;
        }

        (service.State, service.Pid, service.ExitCode, guest.Held) = ("Running", service.Pid + 4, 0, null);
        if (guest.PendingPort is { } port) (guest.Port, guest.PendingPort) = (port, null);
    }

    private static void Revert(Guest guest, ScriptRun run)
    {
        foreach (var was in run.State().EnumerateObject())
        {
            if (!guest.Services.TryGetValue(was.Name, out var service)) continue;
            if (was.Value.GetProperty("state").GetString() == "Stopped" && service.State != "Stopped")
            {
                if (was.Name != "SessionEnv" && guest.Sessions.Count > 0)
                {
                    run.Fail("there are sessions; stopping the service would end them");
                    return;
                }

                (service.State, run.Changed) = ("Stopped", true);
            }

            var start = was.Value.GetProperty("start").GetString()!;
            if (service.Start == start) continue;
            (service.Start, run.Changed) = (start, true);
        }
    }
}
