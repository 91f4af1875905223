using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What the connection manager says about the listener's certificate.</summary>
internal static class CertificateComplaints
{
    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        var guest = machine.Guest;
        if (guest.BoundType != 3) return [];
        var (id, text) = guest.Bound switch
        {
            null => (1059, "The certificate's thumbprint is not valid and was reset."),
            { KeyReadable: false } => (1055, "The RD Session Host server is configured to use a certificate but cannot access the private key of it. The default certificate will be used."),
            { ServerAuth: false } => (1054, "The certificate does not contain the Enhanced Key Usage attribute of Server Authentication."),
            { NotAfter: var end } when end <= now => (1053, "The RD Session Host server is configured to use a certificate that has expired."),
            _ => (0, ""),
        };
        return id == 0 ? [] : [new Complaint(Complaints.System, Complaints.Manager, id, "Warning", text)];
    }
}
