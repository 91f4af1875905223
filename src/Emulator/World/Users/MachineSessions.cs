using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Users;

/// <summary>Sessions on plain machines: they end when their users sign off, and without a listener they are only disconnected, with their programs still open.</summary>
public static class MachineSessions
{
    /// <summary>Of every plain machine.</summary>
    public static void Advance(Fleet fleet)
    {
        foreach (var machine in fleet.Machines.Values.Where(machine => !fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name)))) Advance(machine, fleet.Now);
    }

    public static void Advance(Machine machine, DateTimeOffset now)
    {
        machine.Guest.Sessions.RemoveAll(session => session.Until <= now);
        if (!machine.Guest.Listens) machine.Guest.Sessions.ForEach(session => session.Active = false);
    }
}
