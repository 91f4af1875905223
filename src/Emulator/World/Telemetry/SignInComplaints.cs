using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>What Netlogon, group policy, the time service, licensing and a crashing service say of what keeps people from signing in.</summary>
internal static class SignInComplaints
{
    private const string Netlogon = "NETLOGON";

    private const string Time = "Microsoft-Windows-Time-Service";

    public static IEnumerable<Complaint> Of(Machine machine, DateTimeOffset now)
    {
        var guest = machine.Guest;
        var domain = guest.JoinType is "AD" or "Hybrid" ? OfDomain(guest).Concat(OfTime(guest)) : [];
        return domain.Concat(OfLicensing(guest.Licensing)).Concat(OfService(guest));
    }

    private static IEnumerable<Complaint> OfDomain(Guest guest)
    {
        if (guest.Services.GetValueOrDefault("Netlogon") is not { State: "Running" }) yield break;
        if (guest.Domain.Controller == false)
        {
            yield return new Complaint(Complaints.System, Netlogon, 5719, "Error", $"This computer was not able to set up a secure session with a domain controller in domain {guest.Domain.Name}: there are currently no logon servers available to service the logon request.");
            yield return new Complaint(Complaints.System, "Microsoft-Windows-GroupPolicy", 1129, "Error", "The processing of Group Policy failed because of lack of network connectivity to a domain controller.") { Again = TimeSpan.FromMinutes(15) };
        }
        else if (guest.Domain.SecureChannel == false)
        {
            yield return new Complaint(Complaints.System, Netlogon, 3210, "Error", $"This computer could not authenticate with a domain controller of domain {guest.Domain.Name}, and therefore this computer might deny logon requests.");
        }
    }

    /// <summary>A time service that does not run says nothing.</summary>
    private static IEnumerable<Complaint> OfTime(Guest guest)
    {
        if (Math.Abs(guest.Domain.OffsetSeconds) <= 300 || guest.Services.GetValueOrDefault("W32Time") is not { State: "Running" }) yield break;
        yield return guest.Domain.Follows
            ? new Complaint(Complaints.System, Time, 50, "Warning", "The time service detected a time difference of greater than 5000 milliseconds for 900 seconds.")
            : new Complaint(Complaints.System, Time, 36, "Warning", "The time service has not synchronized the system time for the last 86400 seconds because none of the time service providers provided a usable time stamp.");
    }

    private static IEnumerable<Complaint> OfLicensing(LicensingState licensing)
    {
        if (!licensing.Role || licensing.GraceDays is not <= 0) yield break;
        if (licensing.Mode is not (2 or 4)) yield return new Complaint($"{Complaints.Manager}/Admin", Complaints.Manager, 1069, "Error", "The RD Licensing grace period has expired and Licensing mode for the Remote Desktop Session Host server has not been configured.");
        else if (licensing.Servers.Count == 0 || licensing.Reachable != true) yield return new Complaint($"{Complaints.Manager}/Admin", Complaints.Manager, 1128, "Error", "The RD Licensing grace period has expired and the service has not registered with a license server with installed licenses.");
    }

    private static IEnumerable<Complaint> OfService(Guest guest)
    {
        if (guest.Services.GetValueOrDefault("TermService") is not { Crashes: true }) yield break;
        yield return new Complaint(Complaints.Application, "Application Error", 1000, "Error", "Faulting application name: svchost.exe_TermService, faulting module name: rdpcorets.dll, exception code: 0xc0000005.");
        yield return new Complaint(Complaints.System, "Service Control Manager", 7031, "Error", "The Remote Desktop Services service (TermService) terminated unexpectedly. The following corrective action will be taken in 60000 milliseconds: Restart the service.");
    }
}
