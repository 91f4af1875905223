using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>Events of Schannel, the service control manager, the security log, the kernel, the domain, the clock and FSLogix that matter for RDP.</summary>
internal static class SystemEvents
{
    private const string Schannel = "Schannel";
    private const string Services = "Service Control Manager";
    private const string Security = "Microsoft-Windows-Security-Auditing";
    private const string Clock = "Microsoft-Windows-Time-Service";
    private const string Containers = "Microsoft-FSLogix-Apps";
    private const string Profiles = "Microsoft-Windows-User Profiles Service";
    private const string NoProfile = "Never delete a profile or its key. What is saved in a temporary one is gone at the sign-off.";
    private const string Foreign = "Schannel speaks for every TLS program on the machine: look at the calling process and at the type server before you blame RDP.";

    public static IReadOnlyList<Code> All { get; } =
    [
        Documented(Sources.VmEvents, Schannel, "System", 36870, "Schannel cannot use the server's private key; with 0x8009030D and state 10001 it is the key's rights.", CertKeyAccess, CertCustomInvalid) with { Never = Foreign },
        Documented(Sources.VmEvents, Schannel, "System", 36871, "Schannel could not create a credential; with state 10013 the protocols are disabled.", TlsPolicy, CertKeyAccess) with { Never = $"{Foreign} Turn TLS 1.2 on, never 1.0 or 1.1." },
        Practice(Schannel, "System", 36872, "There is no certificate that fits the server.", CertCustomInvalid) with { Never = Foreign },
        Practice(Schannel, "System", 36874, "The client offered no cipher or protocol that the server supports.", TlsPolicy, ClientSide) with { Never = Foreign },
        Practice(Schannel, "System", 36887, "The other side sent a TLS alert.", ClientSide, TlsPolicy, CertCustomInvalid) with { Never = Foreign },
        Practice(Schannel, "System", 36888, "A TLS alert was sent to the other side.", ClientSide, TlsPolicy) with { Never = Foreign },
        Documented(Sources.TermDd, "TermDD", "System", 56, "The security layer met an error and disconnected the client. The status is the last number of the binary data, little-endian; put C for its leading D (D00000B5 is C00000B5).", RdpFlood, AccountState, TlsPolicy, ClientSide) with { Never = "Machines without TermDD.sys do not write it." },
        Practice("TermDD", "System", 50, "A protocol component met an error and disconnected the client.", ClientSide, EncryptionFips) with { Never = "Machines without TermDD.sys do not write it." },
        Service(7000, "A service failed to start. With frxsvc it is FSLogix.", TermServiceDown, FsLogix),
        Service(7001, "A service that another depends on failed to start.", TermServiceDown),
        Service(7009, "A service did not connect in time.", TermServiceDown, ResourceCpu),
        Service(7011, "A service did not answer in time.", TermServiceDown, ResourceCpu),
        Service(7022, "A service hung while it started.", TermServiceDown) with { Known = Knowledge.Documented, Source = Sources.Services },
        Service(7023, "A service ended with an error.", TermServiceDown),
        Service(7024, "A service ended with an error of its own.", TermServiceDown),
        Service(7031, "A service ended unexpectedly; a recovery action follows.", TermServiceDown),
        Service(7034, "A service ended unexpectedly.", TermServiceDown),
        Service(7036, "A service came into another state.", TermServiceDown) with { Fault = false },
        Service(7038, "A service could not sign in with its account.", TermServiceDown),
        Service(7040, "A service's start mode was changed.", TermServiceDown) with { Fault = false, Never = "Somebody changed it: a person, a policy or a hardening tool. If it comes back, it is owned elsewhere." },
        Row(Security, "Security", 4624, "A logon succeeded; type 10 is Remote Desktop.") with { Fault = false, Known = Knowledge.Documented, Source = Sources.Logon },
        Documented(Sources.Logon, Security, "Security", 4625, "A logon failed; the sub status says why. Ask for it: code 4625 0xC000015B.", AccountState, RdpFlood, LogonRight, DomainTrust, DcUnreachable, TimeSkew) with { Never = "With NLA the failed attempt is commonly of type 3, so read types 3 and 10. A rule into the stream Microsoft-Event puts it into the table Event instead of SecurityEvent." },
        Practice(Security, "Security", 4740, "An account was locked out.", AccountState, RdpFlood),
        Row("Microsoft-Windows-Kernel-Power", "System", 41, "The machine restarted without being shut down.", BootFailure, ResourceMemory) with { Source = Sources.Workbook },
        Row("Microsoft-Windows-WER-SystemErrorReporting", "System", 1001, "The machine restarted after a bug check.", BootFailure, BadUpdate) with { Source = Sources.Workbook },
        Practice("Windows Error Reporting", "Application", 1001, "A report about a program that crashed or hung; its text names the program.", BadUpdate),
        Row("Microsoft-Windows-Resource-Exhaustion-Detector", "System", 2004, "Virtual memory is low; the text names the programs that use most.", ResourceMemory),
        Row(Clock, "System", 34, "The clock would have to be changed by more than is allowed.", TimeSkew),
        Row(Clock, "System", 36, "The clock has not been synchronised for a long time.", TimeSkew),
        Row(Clock, "System", 50, "The clock differed from its source by more than is allowed.", TimeSkew) with { Numbers = [50, 52] },
        Practice(Clock, "System", 129, "No time from the domain: no controller was found as a source.", TimeSkew, DcUnreachable),
        Practice(Clock, "System", 131, "A time source could not be used.", TimeSkew, ProxyDns) with { Numbers = [131, 134] },
        Practice("NETLOGON", "System", 5719, "No secure session with a domain controller could be set up.", DcUnreachable, DomainTrust),
        Practice("NETLOGON", "System", 3210, "The machine could not authenticate with the controller: its password does not match.", DomainTrust),
        Practice("LsaSrv", "System", 40960, "The security system could not authenticate with a server.", DcUnreachable, DomainTrust, TimeSkew) with { Numbers = [40960, 40961] },
        Practice("Microsoft-Windows-GroupPolicy", "System", 1129, "Group Policy failed because no controller is in reach.", DcUnreachable),
        Practice("Microsoft-Windows-GroupPolicy", "System", 1055, "Group Policy failed because the computer's name could not be resolved.", DcUnreachable, ProxyDns),
        Practice("Microsoft-Windows-Security-Kerberos", "System", 4, "A ticket was made for another key than the server's: a duplicate name, or a stale machine password.", DomainTrust, ProxyDns),
        Practice("Microsoft-Windows-CredSSP", "System", 6041, "On the client: CredSSP refused a version of the other side.", CredSspOracle),
        Container(33, "Less than 2 % of a container is free.") with { Never = "The rule set's descriptions of 33 and 34 are crossed in places; the level tells: 33 is the error, 34 the warning." },
        Container(34, "Less than 5 % of a container is free."),
        Container(40, "A container could not be attached."),
        Container(42, "A container could not be attached.") with { Never = "The same rule set writes 42 in one file and 52 in another: read both." },
        Container(43, "The container's storage is not in reach."),
        Container(52, "A container could not be attached.") with { Never = "The same rule set writes 42 in one file and 52 in another: read both." },
        Container(60, "The FSLogix service is disabled."),
        Container(62, "Compacting a container.") with { Fault = false, Candidates = [], Numbers = [62, 63] },
        Container(51, "The container is in use somewhere else.") with { Channel = $"{Containers}/Operational", Candidates = [new(FsLogix), new(SessionGhost)], Never = "Never delete a lock or a .vhdx: find the other session." },
        Row("Microsoft-Windows-Winlogon", "Application", 6005, "A subscriber of the sign-in takes long; with frxsvc it is FSLogix.", FsLogix, LogonHang) with { Source = Sources.Workbook },
        Practice(Profiles, "Application", 1500, "The profile could not be loaded, and the user could not be signed in.", ProfileTemporary, ResourceDisk) with { Never = NoProfile },
        Practice(Profiles, "Application", 1508, "The user's part of the registry could not be loaded; a file in use or a damaged one.", ProfileTemporary) with { Never = NoProfile },
        Practice(Profiles, "Application", 1511, "The local profile was not found: the user got a temporary one.", ProfileTemporary, FsLogix) with { Never = NoProfile },
        Practice(Profiles, "Application", 1515, "The profile was set aside as a backup, because it could not be loaded.", ProfileTemporary) with { Never = NoProfile },
        Practice("srv", "System", 2013, "A disk is at or near its capacity.", ResourceDisk) with { Never = "Read which disk: only the system disk keeps people from signing in." },
        Practice("Display", "System", 4101, "The display driver stopped answering and was reset.", Graphics),
    ];

    private static Code Service(uint id, string meaning, params string[] candidates) => Row(Services, "System", id, meaning, candidates) with { Never = "Read the service's name in the event: TermService, SessionEnv or UmRdpService. The display name is localised." };

    private static Code Container(uint id, string meaning) => Row(Containers, $"{Containers}/Admin", id, meaning, FsLogix) with { Source = Sources.BaselineAlerts };

    private static Code Documented(string source, string provider, string channel, uint id, string meaning, params string[] candidates) => Row(provider, channel, id, meaning, candidates) with { Known = Knowledge.Documented, Source = source };

    private static Code Practice(string provider, string channel, uint id, string meaning, params string[] candidates) => Row(provider, channel, id, meaning, candidates) with { Known = Knowledge.GeneralKnowledge, Source = Sources.Practice };

    private static Code Row(string provider, string channel, uint id, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.WindowsEvent, Provider = provider, Channel = channel, Numbers = [id], Meaning = meaning, Candidates = [.. candidates.Select(name => new FailureId(name))], Known = Knowledge.Implementation, Source = Sources.Manifest,
    };
}
