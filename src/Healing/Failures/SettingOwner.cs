using RdpMedic.Healing.Evidence;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Who besides the machine itself decides a setting of its guest. What such an owner set comes back after any local write, so it is handed to him. What
/// could not be read counts as owned.
/// </summary>
internal static class SettingOwner
{
    private const string Unknown = "whoever configures this machine (the collector could not tell who does)";

    /// <summary>Of a value of Terminal Server; null: nobody else.</summary>
    public static string? Of(GuestFacts guest, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            if (guest.OwnedByPolicy(value) == true) return "the Active Directory team";
        }

        if (guest.Owners is not { } owners) return Unknown;
        if (owners.Contains("mdm-rdp", StringComparer.Ordinal)) return "the Intune team";
        return owners.Contains("dsc", StringComparer.Ordinal) ? "the owner of its DSC configuration" : null;
    }

    /// <summary>Of a value of the listener that neither group policy nor Intune has a setting for; null: nobody else.</summary>
    public static string? OfListener(GuestFacts guest) =>
        guest.Owners is not { } owners ? Unknown : owners.Contains("dsc", StringComparer.Ordinal) ? "the owner of its DSC configuration" : null;

    /// <summary>Of the Windows firewall; null: nobody else.</summary>
    public static string? OfFirewall(GuestFacts guest)
    {
        if (guest.Owners is not { } owners) return Unknown;
        if (owners.Contains("gpo-firewall", StringComparer.Ordinal)) return "the Active Directory team";
        if (owners.Contains("mdm-firewall", StringComparer.Ordinal)) return "the Intune team";
        return owners.Contains("dsc", StringComparer.Ordinal) ? "the owner of its DSC configuration" : null;
    }
}
