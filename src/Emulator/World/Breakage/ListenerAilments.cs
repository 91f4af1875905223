using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What keeps people from coming in or from signing in, although the service runs and its certificate is good.</summary>
internal static class ListenerAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (!guest.Network.Works) return "it has no network";
        if (!guest.TakesLogons) return "it takes no logons";
        if (fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))) return guest.SxsListens ? null : "the side-by-side listener does not listen";
        if (!guest.FirewallPasses(machine.KnownPort)) return "its firewall keeps people out";
        if (guest.PortOwner is { } other) return $"{other} sits on its port";
        return Doorway.Of(fleet, machine) == Knock.Refused ? "nothing listens where people knock" : null;
    }
}
