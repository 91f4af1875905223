using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What termservice-repair and termservice-verify do to a guest.</summary>
internal static class TermServiceScripts
{
    /// <summary>ERROR_SERVICE_LOGON_FAILED.</summary>
    private const int LogonFailure = 1069;

    private const string Own = @"NT AUTHORITY\NetworkService";

    private static readonly string[] Names = ["SessionEnv", "TermService", "UmRdpService"];

    public static void Repair(Guest guest, ScriptRun run, bool sabotage)
    {
        run.Before = Read(guest);
        run.Ok = true;
        if (run.Phase is "Start" or "Restart" or "Account") Bring(guest, run, sabotage);
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
            if (!guest.Services.TryGetValue(name, out var service)) continue;
            var shown = new JsonObject { ["state"] = service.State, ["start"] = service.Start };
            if (name == "TermService") (shown["account"], shown["type"]) = (service.Account, service.OwnProcess ? "Own Process" : "Share Process");
            found[name] = shown;
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

        run.Changed = run.Phase is "Restart" or "Account" || service.Start == "Disabled" || service.State != "Running";
        if (sabotage) return;
        if (service.Start == "Disabled") service.Start = "Manual";
        if (run.Phase == "Account") (service.Account, service.ExitCode) = (Own, 0);
        if (!Stopped(service, run)) return;
        if (service.State == "Running") return;
        if (service.WillNotStart || service.ExitCode == LogonFailure)
        {
            service.State = "Stopped";
            run.Fail("Exception calling \"Start\" with \"0\" argument(s): \"Cannot start service TermService on computer '.'.\"");
            return;
        }

        (service.State, service.Pid, service.ExitCode, guest.Held) = ("Running", service.Pid + 4, 0, null);
        guest.TermServiceStarts();
    }

    /// <summary>A restart stops it, or ends its process; false: it does not come to rest.</summary>
    private static bool Stopped(WindowsService service, ScriptRun run)
    {
        if (run.Phase == "Restart" && service is { WillNotStop: true, SharesWith: { } other })
        {
            run.Fail($"its process hosts {other} too; only a restart of the machine ends it");
            return false;
        }

        if (run.Phase == "Restart")
        {
            service.OwnProcess |= service.WillNotStop || service.WillNotStart;
            (service.State, service.Hangs, service.WillNotStop) = ("Stopped", false, false);
        }

        // One that is about to start or stop is not started anew.
        if (service.State is "Running" or "Stopped") return true;
        run.Fail("Exception calling \"WaitForStatus\" with \"2\" argument(s): \"Time out has expired and the operation has not been completed.\"");
        return false;
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
            if (service.Start != start) (service.Start, run.Changed) = (start, true);
            if (was.Name == "TermService" && !Account(was.Value, service, run)) return;
        }
    }

    /// <summary>The kind of process goes back; an account does only when it has no password.</summary>
    private static bool Account(System.Text.Json.JsonElement was, WindowsService service, ScriptRun run)
    {
        if (was.TryGetProperty("type", out var type) && type.GetString() == "Share Process" && service.OwnProcess) (service.OwnProcess, run.Changed) = (false, true);
        if (!was.TryGetProperty("account", out var found) || found.GetString() is not { } account || account == service.Account) return true;
        if (account is "LocalSystem" or @"NT AUTHORITY\LocalService")
        {
            (service.Account, run.Changed) = (account, true);
            return true;
        }

        run.Fail($"the account {account} can only be given back by somebody who knows its password");
        return false;
    }
}
