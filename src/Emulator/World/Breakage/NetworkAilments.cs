using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What around a machine keeps people from it.</summary>
internal static class NetworkAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        if (machine.BootStuck is not null) return "Windows is not up";
        if (fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))) return Outside.Stops(fleet, machine) is { } stops ? $"{stops} keeps it from the AVD service" : null;
        if (Outside.Admin(fleet, machine, "Inbound", machine.KnownPort) is { Access: "Deny" } admin) return $"the admin rule {admin.Name} keeps people out";
        return machine.Guest.Drowned ? "it drowns in attempts of strangers" : null;
    }
}
