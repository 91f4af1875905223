using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World;

/// <summary>
/// How the AVD service sees a session host: by its agent's heartbeat and the checks that the agent reports. A stopped Remote Desktop service takes the
/// side-by-side listener with it, which makes the host unavailable. (Session host statuses and health checks)
/// </summary>
public static class SessionHostHealth
{
    /// <summary>Without a heartbeat for this long the service calls a host unavailable.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromMinutes(2);

    public static string StatusOf(Machine machine, SessionHost host, DateTimeOffset now)
    {
        if (machine.Power != Power.Running) return "Shutdown";
        if (now - host.LastHeartBeat > Silence) return "Unavailable";
        return FailedChecks(machine).Count > 0 ? "Unavailable" : "Available";
    }

    /// <summary>Names as the API gives them.</summary>
    public static IReadOnlyList<string> FailedChecks(Machine machine) => machine.Guest.Listens ? [] : ["SxSStackListenerCheck"];
}
