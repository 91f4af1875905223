using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Users;

/// <summary>Why somebody who got through the handshake is turned away.</summary>
/// <param name="Why">In words.</param>
/// <param name="Status">What event 4625 gives as status; null: the refusal comes before or after the sign-in itself, and no such event is written.</param>
/// <param name="SubStatus">0x0: the status is the reason.</param>
/// <param name="Symbol">What WVDErrors gives as CodeSymbolic.</param>
/// <param name="Some">Only some people are turned away, so that the others work.</param>
public sealed record Refusal(string Why, string? Status, string SubStatus = "0x0", string Symbol = "ConnectionFailedServerDisconnect", int Some = 0);

/// <summary>Derives from a guest's state whether people can sign in; users, event logs and the judge all ask here. (Windows security auditing, event 4625)</summary>
public static class SignIns
{
    /// <summary>Kerberos refuses a clock that is further off than this.</summary>
    private const double Tolerated = 300;

    /// <summary>SIDs that stand for everybody: Everyone, Authenticated Users, Users, Remote Desktop Users.</summary>
    private static readonly string[] Everybody = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545", "S-1-5-32-555"];

    /// <summary>Null: people sign in.</summary>
    public static Refusal? Refusal(Guest guest) =>
        (guest.JoinType is "AD" or "Hybrid" ? OfDomain(guest) : null) ?? (guest.JoinType == "Entra" ? OfEntra(guest.Entra) : null) ?? OfRights(guest.Rights) ?? OfLicensing(guest.Licensing)
        ?? (guest.Services.GetValueOrDefault("TermService") is { Crashes: true } ? new Refusal("the Remote Desktop service ends again and again", null) : null)
        ?? (guest.Accounts.Refused > 0 ? new Refusal("accounts are refused", "0xc000006e", guest.Accounts.Status, "InvalidCredentials", guest.Accounts.Refused) : null);

    private static Refusal? OfDomain(Guest guest)
    {
        if (guest.Services.GetValueOrDefault("Netlogon") is { State: not "Running" }) return new Refusal("Netlogon does not run", "0xc0000192");
        if (guest.Domain.Controller == false) return new Refusal("no domain controller is found", "0xc000005e");
        if (guest.Domain.SecureChannel == false) return new Refusal("its domain does not trust it", "0xc000018c", Symbol: "ConnectionFailedAdTrustedRelationshipFailure");
        return Math.Abs(guest.Domain.OffsetSeconds) > Tolerated ? new Refusal("its clock and the domain's are too far apart", "0xc0000133") : null;
    }

    private static Refusal? OfEntra(EntraState entra)
    {
        if (entra.DeviceAuth != "SUCCESS") return new Refusal("Entra ID does not know the device", "0xc000006d", "0xc000006d");
        return entra.LoginExtension ? null : new Refusal("the sign-in with Entra ID is not set up", "0xc000006d", "0xc000006d");
    }

    private static Refusal? OfRights(RightsState rights)
    {
        var refused = Everybody.Any(sid => rights.Denied.Contains(sid, StringComparer.Ordinal)) || !rights.Allowed.Contains("S-1-5-32-555", StringComparer.Ordinal) || rights.Members == 0;
        return refused ? new Refusal("nobody has the right to sign in", "0xc000015b") : null;
    }

    private static Refusal? OfLicensing(LicensingState licensing)
    {
        if (!licensing.Role || licensing.GraceDays is not <= 0) return null;
        return licensing is { Mode: 2 or 4, Servers.Count: > 0, Reachable: true } ? null : new Refusal("no licence is to be had", null);
    }
}
