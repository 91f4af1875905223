using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What the service control manager says again and again.</summary>
internal static class ServiceComplaints
{
    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        if (machine.Guest.Services.GetValueOrDefault("TermService") is { Hangs: true } or { WillNotStop: true })
            yield return new Complaint(Complaints.System, "Service Control Manager", 7011, "Error", "A timeout (30000 milliseconds) was reached while waiting for a transaction response from the TermService service.");
    }
}
