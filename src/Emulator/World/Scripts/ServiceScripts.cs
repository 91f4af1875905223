using System.Text.Json.Nodes;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Scripts;

/// <summary>What service-repair and service-verify do to a guest.</summary>
internal static class ServiceScripts
{
    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["SessionEnv"] = "Manual",
        ["UmRdpService"] = "Manual",
        ["RDAgentBootLoader"] = "Auto",
        ["frxsvc"] = "Auto",
        ["ProfSvc"] = "Auto",
        ["AppReadiness"] = "Manual",
        ["Netlogon"] = "Auto",
        ["W32Time"] = "Manual",
        ["Dhcp"] = "Auto",
    };

    public static void Repair(ScriptScene scene)
    {
        var run = scene.Run;
        if (Find(scene) is not { } service) return;
        run.Before = Show(service);
        run.Ok = true;
        if (run.Phase is "Start" or "Restart" or "Resync") Bring(scene, service);
        if (run.Phase == "Revert" && !scene.Sabotage) Revert(run, service);
        run.After = Show(service);
    }

    public static void Verify(ScriptScene scene)
    {
        if (Find(scene) is not { } service) return;
        scene.Run.After = Show(service);
        if (service.State == "Running" || scene.Sabotage) scene.Run.Ok = true;
        else scene.Run.Fail($"{scene.Run.Parameter("Service")} is {service.State}");
    }

    private static void Bring(ScriptScene scene, WindowsService service)
    {
        var (run, name) = (scene.Run, scene.Run.Parameter("Service"));
        var restarts = run.Phase == "Restart" && name is not ("ProfSvc" or "frxsvc");
        run.Changed = restarts || run.Phase == "Resync" || service.Start == "Disabled" || service.State != "Running";
        if (scene.Sabotage) return;
        if (service.Start == "Disabled") service.Start = Usual[name];
        if (restarts) (service.State, service.Hangs) = ("Stopped", false);
        if (service.State != "Running")
        {
            if (service.WillNotStart)
            {
                run.Fail($"Exception calling \"Start\" with \"0\" argument(s): \"Cannot start service {name} on computer '.'.\"");
                return;
            }

            (service.State, service.Pid, service.ExitCode, service.Hangs) = ("Running", service.Pid + 4, 0, false);
            // What waited for it goes on.
            if (name is "ProfSvc" or "AppReadiness") scene.Guest.Logon.Hung = 0;
        }

        if (run.Phase != "Resync") return;
        var domain = scene.Guest.Domain;
        if (name != "W32Time") run.Fail("only the time service can be synchronised");
        else if (domain.Controller == false) run.Fail("w32tm ended with -2147023504: The computer did not resync because no time data was available.");
        // Against a controller that is wrong itself the guest stays as wrong as it.
        else if (!domain.ControllerIsWrong) (domain.OffsetSeconds, domain.TimeSource) = (0, Synchronised(domain));
    }

    /// <summary>A service that found the time takes it from the domain from then on, unless somebody set another source.</summary>
    private static string Synchronised(DomainState domain) => domain.TimeSource == "Local CMOS Clock" ? $"dc01.{domain.Name}" : domain.TimeSource;

    private static void Revert(ScriptRun run, WindowsService service)
    {
        var was = run.State();
        if (was.GetProperty("state").GetString() == "Stopped" && service.State != "Stopped") (service.State, run.Changed) = ("Stopped", true);
        var start = was.GetProperty("start").GetString()!;
        if (service.Start != start) (service.Start, run.Changed) = (start, true);
    }

    private static WindowsService? Find(ScriptScene scene)
    {
        if (scene.Guest.Services.TryGetValue(scene.Run.Parameter("Service"), out var service)) return service;
        scene.Run.Fail($"there is no service {scene.Run.Parameter("Service")}");
        return null;
    }

    private static JsonObject Show(WindowsService service) => new() { ["state"] = service.State, ["start"] = service.Start };
}
