using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What keeps people from a session although the door is open. A session that is none keeps out only its own user, and a host with one is well for all others.</summary>
internal static class SessionAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (SessionStart.Stops(guest) is { } why) return why;
        return guest.Fslogix is { Enabled: true } found && (found.Storage == false || guest.Services.GetValueOrDefault("frxsvc") is { State: not "Running" }) ? "profile containers cannot be attached" : null;
    }
}
