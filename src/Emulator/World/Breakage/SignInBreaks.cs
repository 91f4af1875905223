using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Breakage;

/// <summary>Ways to keep people from signing in: trust, controllers, clock, rights, accounts, Entra ID, licences, an update.</summary>
internal static class SignInBreaks
{
    public static IReadOnlyDictionary<string, Action<Fleet, Machine, string>> All { get; } = new Dictionary<string, Action<Fleet, Machine, string>>(StringComparer.Ordinal)
    {
        ["domain-trust"] = Trust,
        ["dc-unreachable"] = Controller,
        ["time-skew"] = Clock,
        ["logon-right"] = Right,
        ["account-state"] = Accounts,
        ["entra-signin"] = Entra,
        ["rds-licensing"] = Licensing,
        ["bad-update"] = Update,
    };

    private static void Trust(Fleet fleet, Machine machine, string variant)
    {
        switch (variant)
        {
            case "broken":
                machine.Guest.Domain.SecureChannel = false;
                break;
            case "netlogon-stopped":
                (machine.Guest.Services["Netlogon"].State, machine.Guest.Services["Netlogon"].Pid) = ("Stopped", 0);
                break;
            case "netlogon-disabled":
                (machine.Guest.Services["Netlogon"].State, machine.Guest.Services["Netlogon"].Start, machine.Guest.Services["Netlogon"].Pid) = ("Stopped", "Disabled", 0);
                break;
            default:
                throw Unknown("A trust does not break", variant);
        }
    }

    private static void Controller(Fleet fleet, Machine machine, string variant)
    {
        machine.Guest.Domain.Controller = false;
        if (variant == "dns") machine.Guest.Network.Resolves = false;
        else if (variant != "down") throw Unknown("Domain controllers do not vanish", variant);
    }

    private static void Clock(Fleet fleet, Machine machine, string variant)
    {
        var (domain, time) = (machine.Guest.Domain, machine.Guest.Services["W32Time"]);
        domain.OffsetSeconds = 900;
        switch (variant)
        {
            case "service-stopped":
                (time.State, time.Pid, domain.TimeSource) = ("Stopped", 0, "Local CMOS Clock");
                break;
            case "service-disabled":
                (time.State, time.Start, time.Pid, domain.TimeSource) = ("Stopped", "Disabled", 0, "Local CMOS Clock");
                break;
            case "unsynchronised":
                domain.TimeSource = "Local CMOS Clock";
                break;
            case "other-source":
                domain.TimeSource = "time.windows.com,0x8";
                break;
            case "controller":
                domain.ControllerIsWrong = true;
                break;
            default:
                throw Unknown("A clock does not go wrong", variant);
        }
    }

    private static void Right(Fleet fleet, Machine machine, string variant)
    {
        var rights = machine.Guest.Rights;
        switch (variant)
        {
            case "denied":
                rights.Denied.Add("S-1-5-32-555");
                break;
            case "not-allowed":
                rights.Allowed.Remove("S-1-5-32-555");
                break;
            case "no-members":
                rights.Members = 0;
                break;
            default:
                throw Unknown("A right is not lost", variant);
        }
    }

    private static void Accounts(Fleet fleet, Machine machine, string variant)
    {
        var accounts = machine.Guest.Accounts;
        (accounts.Refused, accounts.Status, accounts.Attempts) = variant switch
        {
            "locked" => (5, "0xc0000234", 3),
            "disabled" => (4, "0xc0000072", 2),
            "expired" => (4, "0xc0000193", 2),
            "wrong-passwords" => (6, "0xc000006a", 4),
            _ => throw Unknown("Accounts are not refused", variant),
        };
    }

    private static void Entra(Fleet fleet, Machine machine, string variant)
    {
        machine.Guest.JoinType = "Entra";
        if (variant == "device-deleted") machine.Guest.Entra.DeviceAuth = "FAILED. Device is either disabled or deleted";
        else if (variant == "no-extension") machine.Guest.Entra.LoginExtension = false;
        else throw Unknown("Signing in with Entra ID does not break", variant);
    }

    private static void Licensing(Fleet fleet, Machine machine, string variant)
    {
        var licensing = machine.Guest.Licensing;
        (licensing.Role, licensing.GraceDays) = (true, 0);
        switch (variant)
        {
            case "grace-over":
                licensing.Mode = 5;
                break;
            case "server-unreachable":
                (licensing.Mode, licensing.Reachable) = (4, false);
                licensing.Servers.Add("rdlic01.corp.example");
                break;
            default:
                throw Unknown("Licensing does not break", variant);
        }
    }

    private static void Update(Fleet fleet, Machine machine, string variant)
    {
        if (variant != "crashes") throw Unknown("An update does not break a host", variant);
        var guest = machine.Guest;
        guest.Services["TermService"].Crashes = true;
        (guest.Servicing.LastUpdate, guest.Servicing.LastUpdateAt, guest.BootedAt) = ("KB5099999", new DateTimeOffset(fleet.Now.AddHours(-10).Date, TimeSpan.Zero), fleet.Now.AddHours(-8));
    }

    private static ArgumentException Unknown(string what, string variant) => new($"{what} by {variant}.", nameof(variant));
}
