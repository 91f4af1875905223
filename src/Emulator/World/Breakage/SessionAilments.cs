using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What keeps people from a session although the door is open.</summary>
internal static class SessionAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (SignIns.Stops(guest) is { } why) return why;
        if (guest.Logon.Stuck > 0) return "a session that is none keeps its user out";
        return guest.Fslogix is { Enabled: true } found && (found.Storage == false || guest.Services.GetValueOrDefault("frxsvc") is { State: not "Running" }) ? "profile containers cannot be attached" : null;
    }
}
