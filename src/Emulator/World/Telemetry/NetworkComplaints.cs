using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What guests write of what lies around them: an AVD agent that does not get out, strangers who try passwords.</summary>
public static class NetworkComplaints
{
    /// <summary>One attempt every two seconds.</summary>
    private const int AttemptsAMinute = 30;

    public static IEnumerable<Complaint> Of(Fleet fleet, Machine machine)
    {
        if (machine.Guest is { Agent: not null, Network.Works: true } && Outside.Stops(fleet, machine) is not null)
            yield return new Complaint(Complaints.Application, "WVD-Agent", 3703, "Error", "RD Gateway Url: https://rdgateway.wvd.microsoft.com is not accessible");
        if (machine.Guest.Drowned)
            yield return new Complaint($"{Complaints.Manager}/Admin", Complaints.Manager, 1006, "Warning", "The terminal server received a large number of incomplete connections. The system may be under attack.");
    }

    /// <summary>A minute of strangers at the door.</summary>
    public static void Attempts(Machine machine, RowWriter rows, Random chance)
    {
        for (var attempt = 0; machine.Guest.Attackers > 0 && attempt < AttemptsAMinute; attempt++)
        {
            var address = $"203.0.113.{1 + chance.Next(machine.Guest.Attackers)}";
            rows.Write("SecurityEvent", ("Computer", $"{machine.Name}.corp.example"), ("_ResourceId", machine.Id.ToLowerInvariant()), ("EventID", 4625), ("LogonType", 3), ("SubStatus", "0xc000006a"), ("TargetUserName", chance.Next(3) switch { 0 => "administrator", 1 => "admin", _ => "test" }), ("IpAddress", address), ("Activity", "4625 - An account failed to log on."));
        }
    }
}
