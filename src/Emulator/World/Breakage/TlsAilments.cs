using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>What of TLS and certificates keeps people from a machine.</summary>
internal static class TlsAilments
{
    public static string? Of(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (guest.SecurityLayer == 0) return "it does no TLS";
        if (fleet.HostPools.Values.Any(pool => pool.Hosts.ContainsKey(machine.Name))) return null;
        if (!guest.Tls.Tls12Works && guest.Tls.Tls13Enabled is not 1) return "TLS 1.2 is off";
        if (guest.Presented is not { } presented) return "it has no certificate";
        if (!guest.KeyServes) return "the key of its certificate cannot be read";
        return presented.NotAfter <= fleet.Now ? "the certificate that it presents expired" : null;
    }
}
