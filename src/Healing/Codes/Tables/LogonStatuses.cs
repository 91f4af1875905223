using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>Status and sub status of Security 4625. A failed RDP logon has logon type 10; with NLA it is commonly written as type 3, so both are read.</summary>
internal static class LogonStatuses
{
    public static IReadOnlyList<Code> All { get; } =
    [
        Row(0xC000005E, "STATUS_NO_LOGON_SERVERS", "No logon server was available.", DcUnreachable),
        Row(0xC0000064, "STATUS_NO_SUCH_USER", "The account does not exist, or is misspelled.", AccountState, RdpFlood),
        Row(0xC000006A, "STATUS_WRONG_PASSWORD", "The password is wrong.", AccountState, RdpFlood) with { Never = "One user's wrong password is that user's: it opens no case." },
        Row(0xC000006D, "STATUS_LOGON_FAILURE", "The user name or the authentication is bad; the sub status may say more.", AccountState, RdpFlood),
        Row(0xC000006E, "STATUS_ACCOUNT_RESTRICTION", "A restriction of the account, or an unknown name or bad password.", AccountState),
        Row(0xC000006F, "STATUS_INVALID_LOGON_HOURS", "Outside the hours that the account allows.", AccountState),
        Row(0xC0000070, "STATUS_INVALID_WORKSTATION", "The account may not sign in from this workstation.", AccountState, LogonRight),
        Row(0xC0000071, "STATUS_PASSWORD_EXPIRED", "The password is expired.", AccountState),
        Row(0xC0000072, "STATUS_ACCOUNT_DISABLED", "The account is disabled.", AccountState),
        Row(0xC00000B5, "STATUS_IO_TIMEOUT", "A time-out, as TermDD 56 writes it (D00000B5).", ClientSide) with { Source = Sources.TermDd },
        Row(0xC00000DC, "STATUS_INVALID_SERVER_STATE", "The account database was in the wrong state for the request.", DcUnreachable),
        Row(0xC0000133, "STATUS_TIME_DIFFERENCE_AT_DC", "The clocks of the controller and the other computer differ too much.", TimeSkew),
        Row(0xC000015B, "STATUS_LOGON_TYPE_NOT_GRANTED", "The user does not have the kind of logon that was asked for on this machine.", LogonRight) with { Never = "Never cure it by a deny right: a deny wins over every allow, and locks people out." },
        Row(0xC000018C, "STATUS_TRUSTED_DOMAIN_FAILURE", "The trust between the primary domain and the trusted one failed.", DomainTrust),
        Row(0xC000018D, "STATUS_TRUSTED_RELATIONSHIP_FAILURE", "The trust between this machine and its domain failed.", DomainTrust) with { Known = Knowledge.GeneralKnowledge, Source = Sources.Practice },
        Row(0xC0000192, "STATUS_NETLOGON_NOT_STARTED", "The Netlogon service was not started.", DomainTrust, DcUnreachable),
        Row(0xC0000193, "STATUS_ACCOUNT_EXPIRED", "The account is expired.", AccountState),
        Row(0xC0000224, "STATUS_PASSWORD_MUST_CHANGE", "The password must be changed at the next logon.", AccountState),
        Row(0xC0000225, "STATUS_NOT_FOUND", "Microsoft calls it evidently a bug in Windows, and no risk.") with { Fault = false },
        Row(0xC0000234, "STATUS_ACCOUNT_LOCKED_OUT", "The account is locked out.", AccountState, RdpFlood),
        Row(0xC00002EE, "STATUS_UNFINISHED_CONTEXT_DELETED", "An error during the logon, not said which."),
        Row(0xC0000413, "STATUS_AUTHENTICATION_FIREWALL_FAILED", "An authentication firewall protects the machine, and the account may not authenticate to it.", LogonRight),
    ];

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.LogonStatus, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Documented, Source = Sources.Logon,
    };
}
