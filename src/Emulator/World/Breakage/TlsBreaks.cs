using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways in which TLS, its certificates and what the listener asks of clients break on a host.</summary>
internal static class TlsBreaks
{
    /// <summary>Who ran the built-in script, as the activity log will say.</summary>
    private const string Person = "dana@corp.example";

    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["cert-key-access"] = Key,
        ["cert-selfsigned-stale"] = Stale,
        ["tls-policy"] = Protocols,
        ["security-layer-downgraded"] = Downgrade,
        ["encryption-fips"] = Fips,
        ["credssp-oracle"] = CredSsp,
    };

    /// <summary>Nothing is bound any more, so that Windows' own certificate is what people see; and its key is out of reach.</summary>
    private static void Key(Fleet fleet, Machine machine, string variant)
    {
        UseOwn(machine.Guest);
        switch (variant)
        {
            case "denied":
                machine.Guest.OwnKey.Acl = KeyFile.Hardened;
                break;
            case "gone":
                machine.Guest.OwnKey.Present = false;
                break;
            case "damaged":
                machine.Guest.OwnKey.Damaged = true;
                break;
            default:
                throw Unknown("A key", variant);
        }
    }

    private static void Stale(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        UseOwn(guest);
        switch (variant)
        {
            case "expired":
                OwnCertificate.Make(fleet, machine, fleet.Now.AddMonths(-6), fleet.Now.AddMinutes(-5));
                guest.Services["SessionEnv"].Hangs = true;
                break;
            case "missing":
                OwnCertificate.Remove(guest);
                (guest.Services["SessionEnv"].State, guest.Services["SessionEnv"].Start) = ("Stopped", "Disabled");
                break;
            case "held":
                guest.Held = fleet.Make($"CN={machine.Name}.corp.example", ["1.3.6.1.5.5.7.3.1"], fleet.Now.AddMonths(-6), fleet.Now.AddMinutes(-5));
                break;
            default:
                throw Unknown("A certificate", variant);
        }
    }

    private static void Protocols(Fleet fleet, Machine machine, string variant)
    {
        machine.Guest.Tls.Tls12Enabled = 0;
        if (variant == "off") machine.Guest.Tls.Tls12Works = false;
        else if (variant != "pending") throw Unknown("TLS", variant);
    }

    private static void Downgrade(Fleet fleet, Machine machine, string variant)
    {
        var guest = machine.Guest;
        switch (variant)
        {
            case "reset":
                // What the built-in ResetRDPCert does.
                UseOwn(guest);
                (guest.SecurityLayer, guest.MinEncryptionLevel) = (0, 1);
                fleet.Activities.Add(new Activity(fleet.Now, "MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION", machine.Id, Person));
                break;
            case "no-nla":
                guest.UserAuthentication = 0;
                break;
            case "low-encryption":
                guest.MinEncryptionLevel = 1;
                break;
            case "policy":
                guest.SecurityLayer = 0;
                guest.Policies["SecurityLayer"] = 0;
                break;
            default:
                throw Unknown("A security layer", variant);
        }
    }

    private static void Fips(Fleet fleet, Machine machine, string variant)
    {
        if (variant == "fips") machine.Guest.Tls.Fips = true;
        else if (variant == "level") machine.Guest.MinEncryptionLevel = 4;
        else throw Unknown("Encryption", variant);
        machine.Guest.Tls.LegacyClients = true;
    }

    private static void CredSsp(Fleet fleet, Machine machine, string variant)
    {
        if (variant == "unpatched") machine.Guest.Tls.Tspkg = "10.0.14393.0";
        else if (variant == "vulnerable") machine.Guest.Tls.EncryptionOracle = 2;
        else throw Unknown("CredSSP", variant);
    }

    private static void UseOwn(Guest guest) => (guest.BoundType, guest.BoundThumbprint) = (1, guest.OwnThumbprint ?? "");

    private static ArgumentException Unknown(string what, string variant) => new($"{what} does not break by {variant}.", nameof(variant));
}
