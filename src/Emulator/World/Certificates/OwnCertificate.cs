using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Certificates;

/// <summary>The certificate that Windows (service SessionEnv) makes for RDP by itself, for half a year, and keeps in the store Remote Desktop.</summary>
public static class OwnCertificate
{
    /// <summary>Six months, as Windows does.</summary>
    private const int Months = 6;

    /// <summary>Puts one there with the given dates, in place of the one before. A listener to which nothing else is bound uses it.</summary>
    public static void Make(Fleet fleet, Machine machine, DateTimeOffset from, DateTimeOffset to)
    {
        var guest = machine.Guest;
        Remove(guest);
        var made = fleet.Make($"CN={machine.Name}.corp.example", ["1.3.6.1.5.5.7.3.1"], from, to);
        guest.Certificates[made.Thumbprint] = made;
        guest.OwnThumbprint = made.Thumbprint;
        if (guest.BoundType == 1) guest.BoundThumbprint = made.Thumbprint;
    }

    public static void Remove(Guest guest)
    {
        if (guest.OwnThumbprint is { } old) guest.Certificates.Remove(old);
        guest.OwnThumbprint = null;
        if (guest.BoundType == 1) guest.BoundThumbprint = "";
    }

    /// <summary>SessionEnv starts: it makes a certificate where there is none that lasts, if it gets at the key. Answers whether there is a usable one.</summary>
    public static bool Refresh(Fleet fleet, Machine machine)
    {
        var guest = machine.Guest;
        if (guest.Own is { } own && own.NotAfter > fleet.Now) return true;
        // A missing file is made anew, with the usual rights.
        if (!guest.OwnKey.Present) (guest.OwnKey.Present, guest.OwnKey.Damaged, guest.OwnKey.Acl) = (true, false, KeyFile.Usual);
        if (!guest.OwnKey.Readable) return false;
        Make(fleet, machine, fleet.Now, fleet.Now.AddMonths(Months));
        return true;
    }
}
