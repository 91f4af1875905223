namespace RdpMedic.Healing.Codes;

/// <summary>What nobody could check, and where the vendor's own pages disagree: said aloud, so that no reader takes a row for more than it is.</summary>
public static class Doubts
{
    /// <summary>Not verified.</summary>
    public static IReadOnlyList<string> NotVerified { get; } =
    [
        "Events 1128 and 1130 on a current Windows: 1130 stands only in a management pack of 2008 R2, and neither is in the manifest of Windows 10. They are kept as names; 1068 and 1069 are what counts.",
        "The message texts of RdpCoreTS 139 and 140, and of Schannel 36872, 36874, 36887 and 36888.",
        "How WVDAgentHealthStatus encodes the result of a health check as an integer. A check counts as failed there when its additional error code is not zero.",
        "In which channel 1006, 1068 and 1069 are written: one public dump says Admin.",
        "Whether the default certificate takes over after event 1053; for 1051, 1055 and 1062 Microsoft says so.",
        "Everything marked general knowledge.",
    ];

    /// <summary>Contradictions in Microsoft's own material.</summary>
    public static IReadOnlyList<string> Contradictions { get; } =
    [
        "The extended reason of a user's sign-off is 2 in the repository of the documentation and 12 on the published page; the protocol has 12.",
        "The table of start errors of the Remote Desktop service has the advice for 1053 (time-out) and 1058 (disabled) swapped.",
        "The property table of Win32_TSGeneralSetting counts SecurityLayer 1, 2, 3; the method's page and the registry count 0 (RDP), 1 (Negotiate), 2 (TLS).",
        "The grace period of RDS licensing is 120 days on three pages and 180 on one.",
        "The baseline alerts write FSLogix 42 in one file and 52 in another, and cross the descriptions of 33 and 34.",
        "The AVD agent page repeats InstallMsiException in the paragraph on Win32Exception.",
        "The page on the internal error turns TLS 1.0 and 1.1 on and opens the whole MachineKeys folder. Neither is needed, and both weaken the host.",
    ];
}
