using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What Schannel and the connection manager say of handshakes that fail: people try all the time.</summary>
internal static class HandshakeComplaints
{
    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        var guest = machine.Guest;
        if (!guest.Listens) yield break;
        if (!guest.Tls.Tls12Works && guest.Tls.Tls13Enabled is not 1)
            yield return new Complaint(Complaints.System, "Schannel", 36871, "Error", "A fatal error occurred while creating a TLS server credential. The internal error state is 10013.");
        else if (guest is { SecurityLayer: > 0, Presented: not null, KeyServes: false })
            yield return new Complaint(Complaints.System, "Schannel", 36870, "Error", "A fatal error occurred when attempting to access the TLS server credential private key. The error code returned from the cryptographic module is 0x8009030D. The internal error state is 10001.");
        if ((guest.Tls.Fips || guest.MinEncryptionLevel == 4) && guest.Tls.LegacyClients)
            yield return new Complaint(Complaints.System, Complaints.Manager, 1050, "Warning", "The RDP security layer and the encryption level of the listener are not consistent; the security layer was corrected.");
    }
}
