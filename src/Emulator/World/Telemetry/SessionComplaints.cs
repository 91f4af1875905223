using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Users;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What Windows, FSLogix and the agent say of sessions, sign-ins, profiles, room and the display, for as long as it is so.</summary>
internal static class SessionComplaints
{
    public const string Sessions = "Microsoft-Windows-TerminalServices-LocalSessionManager";

    private const string Scm = "Service Control Manager";

    private const string Containers = "Microsoft-FSLogix-Apps";

    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now) => OfSignIns(machine.Guest).Concat(OfFslogix(machine.Guest)).Concat(OfRoom(machine.Guest)).Concat(OfDisplay(machine.Guest));

    private static IEnumerable<Complaint> OfSignIns(Guest guest)
    {
        // Its recovery action starts it again and again.
        if (guest.Services.GetValueOrDefault("ProfSvc") is { State: "Stopped", Start: not "Disabled" })
            yield return new Complaint(Complaints.System, Scm, 7031, "Error", "The User Profile Service service terminated unexpectedly. It has done this 3 time(s).");
        if (guest.Services.GetValueOrDefault("ProfSvc") is { State: "StartPending" or "StopPending" })
            yield return new Complaint(Complaints.System, Scm, 7022, "Error", "The User Profile Service service hung on starting.");
        if (guest.Services.GetValueOrDefault("AppReadiness") is { State: "StartPending" or "StopPending" } or { Hangs: true })
            yield return new Complaint(Complaints.System, Scm, 7022, "Error", "The App Readiness service hung on starting.");
        if (guest.Logon.Hung > 0)
            yield return new Complaint(Complaints.Application, "Microsoft-Windows-Winlogon", 6005, "Warning", "The winlogon notification subscriber <Profiles> is taking long time to handle the notification event (Logon).") { Again = TimeSpan.FromMinutes(1) };
        // A listener that is full, and a sign-in that hangs, look alike here: arbitration begins, and nothing follows.
        if (SessionStart.Stops(guest) is not null)
            yield return new Complaint($"{Sessions}/Operational", Sessions, 41, "Information", "Begin session arbitration.") { Again = TimeSpan.FromMinutes(1) };
        if (guest.Logon.Stuck > 0)
            yield return new Complaint($"{Sessions}/Operational", Sessions, 36, "Error", "An error occurred when transitioning from CsConnected in response to EvCsInitialized. (ErrorCode 0x80070102)");
        if (guest.Logon.TempProfiles > guest.Logon.OldTempProfiles)
            yield return new Complaint(Complaints.Application, "Microsoft-Windows-User Profiles Service", 1511, "Error", "Windows cannot find the local profile and is logging you on with a temporary profile. Changes you make to this profile will be lost when you log off.") { Again = TimeSpan.FromMinutes(6) };
    }

    private static IEnumerable<Complaint> OfFslogix(Guest guest)
    {
        if (guest.Fslogix is not { Enabled: true } found) yield break;
        if (guest.Services.GetValueOrDefault("frxsvc") is { State: not "Running", Start: "Disabled" })
            yield return new Complaint($"{Containers}/Admin", Containers, 60, "Error", "The FSLogix Apps Services service is disabled.");
        else if (guest.Services.GetValueOrDefault("frxsvc") is { State: not "Running" })
            yield return new Complaint(Complaints.System, Scm, 7031, "Error", "The FSLogix Apps Services service terminated unexpectedly. It has done this 1 time(s). (frxsvc)");
        if (found.Storage == false)
            yield return new Complaint($"{Containers}/Admin", Containers, 43, "Error", "Failed to reach the storage of a container. The network path was not found.");
        else if (found.Event is { } number)
            yield return new Complaint($"{Containers}/{(number == 51 ? "Operational" : "Admin")}", Containers, number, number == 34 ? "Warning" : "Error", found.EventText ?? "A container could not be attached.");
    }

    private static IEnumerable<Complaint> OfRoom(Guest guest)
    {
        if (guest.Resources.CommitPercent >= 95)
            yield return new Complaint(Complaints.System, "Microsoft-Windows-Resource-Exhaustion-Detector", 2004, "Warning", $"Windows successfully diagnosed a low virtual memory condition. The following programs consumed the most virtual memory: {guest.Resources.TopProcess}.exe.") { Again = TimeSpan.FromMinutes(5) };
        if (guest.Resources.DiskFreePercent < 5)
            yield return new Complaint(Complaints.System, "srv", 2013, "Warning", "The C: disk is at or near capacity. You may need to delete some files.") { Again = TimeSpan.FromMinutes(5) };
    }

    private static IEnumerable<Complaint> OfDisplay(Guest guest)
    {
        if (guest.Graphics.Problem is not (0 or 22) || guest.Graphics.Resets >= 5)
            yield return new Complaint(Complaints.System, "Display", 4101, "Warning", $"Display driver of {guest.Graphics.Adapter ?? "the display adapter"} stopped responding and has successfully recovered.") { Again = TimeSpan.FromMinutes(1) };
    }
}
