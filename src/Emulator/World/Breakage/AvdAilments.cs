using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What of AVD keeps people from a session host whose Remote Desktop service is well.</summary>
internal static class AvdAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        if (fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(machine.Name)) is not { } pool) return null;
        if (pool.Unassigned) return "nobody is assigned to its pool";
        if (machine.Guest.Agent is { Upgrading: true }) return "its agent is being upgraded";
        return SessionHostHealth.Reports(machine) ? null : "its agent does not report";
    }
}
