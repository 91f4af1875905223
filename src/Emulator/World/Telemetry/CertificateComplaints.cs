using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What the connection manager says about the listener's certificate, bound or its own.</summary>
internal static class CertificateComplaints
{
    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        var guest = machine.Guest;
        var (id, text) = guest.BoundType switch { 3 => OfCustom(guest, now), 2 => OfPolicy(guest, now), _ => (0, "") };
        if (id != 0) yield return Said(id, "Warning", text);
        // A certificate of its own is wanted only where nothing else serves, and made by a service that has to run.
        if (guest.Held is not null || guest.Presented != guest.Own || guest.Services.GetValueOrDefault("SessionEnv") is not { State: "Running", Hangs: false } || guest.OwnKey.Readable) yield break;
        if (guest.Own is null) yield return Said(1057, "Error", "The RD Session Host server has failed to create a new self signed certificate to be used for RD Session Host server authentication on TLS connections. The relevant status code was Keyset does not exist.");
        else if (guest.Own.NotAfter <= now) yield return Said(1058, "Error", "The RD Session Host server has failed to replace the expired self signed certificate used for RD Session Host server authentication on TLS connections. The relevant status code was Access is denied.");
    }

    private static (int Id, string Text) OfCustom(Guest guest, DateTimeOffset now) => guest.Bound switch
    {
        null => (1059, "The certificate's thumbprint is not valid and was reset."),
        { HasPrivateKey: false } => (1051, "The RD Session Host server is configured to use a certificate that cannot be used. The default certificate will be used."),
        { KeyReadable: false } => (1055, "The RD Session Host server is configured to use a certificate but cannot access the private key of it. The default certificate will be used."),
        { ServerAuth: false } => (1054, "The certificate does not contain the Enhanced Key Usage attribute of Server Authentication."),
        { NotAfter: var end } when end <= now => (1053, "The RD Session Host server is configured to use a certificate that has expired."),
        _ => (0, ""),
    };

    private static (int Id, string Text) OfPolicy(Guest guest, DateTimeOffset now) => guest.Bound switch
    {
        null => (1064, "The RD Session Host server cannot install a new template-based certificate to be used for TLS authentication and encryption."),
        { ServerAuth: false } => (1062, "The RD Session Host server is configured to use a template-based certificate, and its subject name is not valid. The default certificate will be used."),
        { NotAfter: var end } when end <= now => (1065, "The template-based certificate that is being used by the RD Session Host server has expired and cannot be replaced."),
        _ => (0, ""),
    };

    private static Complaint Said(int id, string level, string text) => new(Complaints.System, Complaints.Manager, id, level, text);
}
