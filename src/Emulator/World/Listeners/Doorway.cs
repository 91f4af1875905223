using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>What somebody meets who knocks at the RDP port of a plain machine.</summary>
public enum Knock
{
    /// <summary>Nothing answers.</summary>
    Dropped,

    /// <summary>Reset at once.</summary>
    Refused,

    /// <summary>Accepted, and then silence.</summary>
    Silent,

    /// <summary>Another program answers.</summary>
    OtherProgram,

    /// <summary>RDP_NEG_FAILURE 2: standard RDP security only.</summary>
    NoTls,

    /// <summary>RDP_NEG_FAILURE 3: there is no certificate to do TLS with.</summary>
    NoCertificate,

    /// <summary>Negotiated, and then the TLS handshake fails.</summary>
    TlsFails,

    /// <summary>TLS with the certificate that the guest presents.</summary>
    Served,
}

/// <summary>Derives from the world's state what a knock meets; sockets and the simulation both ask here.</summary>
public static class Doorway
{
    public static Knock Of(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (!machine.IsUp || !guest.Network.Works) return Knock.Dropped;
        var admin = Outside.Admin(fleet, machine, "Inbound", machine.KnownPort);
        if (admin is { Access: "Deny" }) return Knock.Dropped;
        if (admin is null && machine.SecurityGroup is { } name && !Filter.Allows(fleet.SecurityGroups[name], machine.KnownPort)) return Knock.Dropped;
        if (!guest.FirewallPasses(machine.KnownPort)) return Knock.Dropped;
        if (guest.PortOwner is not null) return Knock.OtherProgram;
        if (guest.Port != machine.KnownPort || guest.Server.BoundAdapter != 0) return Knock.Refused;
        if (guest.Drowned || guest.Services.GetValueOrDefault("TermService") is { State: "Running", Hangs: true }) return Knock.Silent;
        if (!guest.Listens) return Knock.Refused;
        if (guest.SecurityLayer == 0) return Knock.NoTls;
        if (guest.Presented is null) return Knock.NoCertificate;
        return guest is { KeyServes: true, Tls: { Tls12Works: true } or { Tls13Enabled: 1 } } ? Knock.Served : Knock.TlsFails;
    }
}
