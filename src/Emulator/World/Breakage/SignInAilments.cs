using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What turns people away who get as far as the sign-in. A few accounts that are refused are no ailment of a host, unless it is one person's.</summary>
internal static class SignInAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        if (SignIns.Refusal(machine.Guest) is not { } refusal) return null;
        var own = fleet.HostPools.Values.Any(pool => pool.Hosts.GetValueOrDefault(machine.Name)?.AssignedUser is not null);
        return refusal.Some == 0 || own ? refusal.Why : null;
    }
}
