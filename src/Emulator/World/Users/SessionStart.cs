using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Users;

/// <summary>What becomes of somebody who got through the handshake and signs in, by the guest's state.</summary>
public static class SessionStart
{
    /// <summary>More do not wait side by side; the others give up.</summary>
    private const int MostHung = 6;

    /// <summary>Why nobody gets a session, in words; null: he does.</summary>
    public static string? Stops(Guest guest)
    {
        if (Hangs(guest)) return "sign-ins hang";
        if (guest.Sessions.Count + guest.Logon.Stuck >= guest.Server.MaxInstances && guest.Agent is null) return "its listener takes no more sessions";
        return guest.Resources is { CommitPercent: >= 99 } ? "it has no memory for another session" : null;
    }

    /// <summary>The profile service does not run, or what prepares a user's apps is stuck.</summary>
    public static bool Hangs(Guest guest) =>
        guest.Services.GetValueOrDefault("ProfSvc") is { State: not "Running" } || guest.Services.GetValueOrDefault("AppReadiness") is { State: "StartPending" or "StopPending" } or { Hangs: true };

    /// <summary>Somebody tried, and waits or is turned away.</summary>
    public static void Fail(Guest guest)
    {
        if (Hangs(guest)) guest.Logon.Hung = Math.Min(MostHung, guest.Logon.Hung + 1);
    }
}
