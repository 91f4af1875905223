using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to break what lies behind the door: sessions, sign-ins, profiles and their containers.</summary>
internal static class SessionBreaks
{
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["session-capacity"] = Fill,
        ["session-ghost"] = Haunt,
        ["logon-hang"] = Hang,
        ["profile-temporary"] = Profile,
        ["fslogix"] = Containers,
    };

    private static void Fill(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "limit":
                guest.Server.MaxInstances = 0;
                break;
            // Chosen for the size of the machine, and reached.
            case "chosen":
                guest.Server.MaxInstances = Math.Max(2, guest.Sessions.Count);
                break;
            case "policy":
                (guest.Server.MaxInstances, guest.Policies["MaxInstanceCount"]) = (0, 0);
                break;
            case "agent" when guest.Agent is { } agent:
                (agent.Event, agent.EventText, agent.EventAt) = (3277, "ENDPOINT_NOT_FOUND: RDAgent does not have an active connection", fleet.Now);
                break;
            default:
                throw Unknown("A machine is not full", variant);
        }
    }

    private static void Haunt(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "stuck":
                machine.Guest.Logon.Stuck = 1;
                break;
            // A program of somebody's still runs in it: no script resets that.
            case "occupied":
                (machine.Guest.Logon.Stuck, machine.Guest.Logon.Occupied) = (1, 1);
                break;
            default:
                throw Unknown("A session does not get stuck", variant);
        }
    }

    private static void Hang(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "profile-service":
                guest.Services["ProfSvc"] = Service("Stopped", "Auto");
                break;
            case "disabled":
                guest.Services["ProfSvc"] = Service("Stopped", "Disabled");
                break;
            case "pending":
                guest.Services["ProfSvc"] = Service("StopPending", "Auto");
                break;
            case "app-readiness":
                guest.Services["AppReadiness"] = Service("StartPending", "Manual");
                break;
            case "unexplained":
                guest.Logon.Hung = 3;
                return;
            default:
                throw Unknown("Sign-ins do not hang", variant);
        }

        guest.Logon.Hung = 2;
    }

    private static void Profile(Fleet fleet, Machine machine, string variant)
    {
        var logon = machine.Guest.Logon;
        switch (variant)
        {
            case "given":
                logon.TempProfiles += 2;
                break;
            case "left-over":
                (logon.TempProfiles, logon.OldTempProfiles) = (logon.TempProfiles + 3, logon.OldTempProfiles + 3);
                break;
            default:
                throw Unknown("A profile does not become temporary", variant);
        }
    }

    private static void Containers(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        var found = guest.Fslogix ??= new FslogixState();
        guest.Services.TryAdd("frxsvc", Service("Running", "Auto"));
        switch (variant)
        {
            case "service":
                guest.Services["frxsvc"] = Service("Stopped", "Auto");
                break;
            case "disabled":
                guest.Services["frxsvc"] = Service("Stopped", "Disabled");
                break;
            case "storage":
                found.Storage = false;
                break;
            case "in-use":
                (found.Event, found.EventText, found.EventAt) = (51, "The container of user017 is in use on another host.", fleet.Now);
                break;
            case "full":
                (found.Event, found.EventText, found.EventAt) = (33, "The container of user017 has less than 2 % free.", fleet.Now);
                break;
            case "switched-off":
                (found.Enabled, guest.Services["frxsvc"]) = (false, Service("Stopped", "Disabled"));
                break;
            default:
                throw Unknown("A container does not break", variant);
        }
    }

    private static WindowsService Service(string state, string start) => new() { State = state, Start = start, Account = "LocalSystem", Pid = state == "Running" ? 1200 : 0 };

    private static ArgumentException Unknown(string what, string variant) => new($"{what} by {variant}.", nameof(variant));
}
