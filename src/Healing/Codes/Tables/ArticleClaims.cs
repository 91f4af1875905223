using static RdpMedic.Healing.Codes.Verdict;

namespace RdpMedic.Healing.Codes;

/// <summary>
/// What two popular articles on the RDP "internal error" claim, and what became of it when it was checked. Kept so that whoever comes with such a number, name or sentence is told; nothing here has
/// weight in a diagnosis, and none points to a cause.
/// </summary>
internal static class ArticleClaims
{
    private const string NoSuchValue = "Do not write it.";

    public static IReadOnlyList<Code> All { get; } =
    [
        Number([0x4505, 0x4508, 0x450D, 0x450F, 0x451A], "TermService error 0x4505, 0x4508, 0x450D, 0x450F, 0x451A", Unverifiable, Sources.ArticleA, CodeKind.ClientExtended,
            "The article gives each of these numbers a meaning of its own. No list of Microsoft's and no implementation has them; as extended reasons they are protocol errors without a meaning.", ProtocolErrors.NotACause),
        Number([0x2404], "0x2404", Unverifiable, Sources.ArticleB, CodeKind.ClientExtended, "The article gives 0x2404 (9220) a meaning. It is in no list; as an extended reason it is a protocol error without a meaning.", ProtocolErrors.NotACause),
        Number([0x7000E, 28982], "0x7000E = 28982", Wrong, Sources.ArticleB, CodeKind.ClientExtended, "The article says that 0x7000E is 28982 in decimal. 0x7000E is 458766, and 28982 is 0x7136. 458766 lies outside both documented ranges, and no source gives it a meaning.", ProtocolErrors.NotACause),
        Number([0x8009030C], "0x8009030C means an expired certificate", Wrong, Sources.ArticleA, CodeKind.SecurityStatus, "It is SEC_E_LOGON_DENIED: the credentials were not accepted. An expired certificate is 0x80090328, a key that cannot be used 0x8009030D.", "Do not renew a certificate for it."),
        Number([1001], "event 1001 of TermService", Wrong, Sources.ArticleB, CodeKind.WindowsEvent, "The article lets TermService write event 1001. The manifest of the connection manager has no such event; 1001 is a bug check (WER-SystemErrorReporting) or a crash report. The text that the article quotes is like 1050.", "Trace floods by 4625, 140 and 1006, not by 1001.") with { Provider = "TermService" },
        Named("\"different encryption level\" means an expired certificate", Wrong, Sources.ArticleB, ["different encryption level"], "The text is about the encryption level: see event 1050 and FIPS.", "Do not renew a certificate for it."),
        Named("0x7000E with memory above 80 % starts autoscale; memory below 4 GB means +300 %", Unverifiable, Sources.ArticleB, ["memory below 4 GB"], "No source has these thresholds.", "Do not scale on them."),
        Named("NTP offset above 5 s is an alarm", Wrong, Sources.ArticleB, ["ntp offset"], "Kerberos tolerates five minutes by default.", "Warn at a minute, act at five."),
        Named("37.6 %, 42/35/18/5 %, 4.2 h, 92.3 %, 47 %, recovery times", Unverifiable, Sources.Articles, ["37.6 %", "92.3 %", "4.2 h"], "No source at Microsoft was found for any of these figures.", "Never quote them as facts."),
        Named("TermService starts automatically", Wrong, Sources.Articles, ["TermService start=auto", "start=auto"], "It must run, and its default start mode is Manual (demand). sc.exe also needs a space after the equals sign.", "Set it to Manual."),
        Named("UserPortRange, MaxUsers, MaxConnection, CompressRatio, ColorDepth under RDP-Tcp, two PortNumbers", Wrong, Sources.Articles, ["UserPortRange", "MaxUsers", "MaxConnection", "Max Connections", "CompressRatio", "ColorDepth"], "A listener has one PortNumber, and the limit of sessions is MaxInstanceCount.", NoSuchValue),
        Named("MaxWaitTime, MaxWaitTimeSpecialCase", Unverifiable, Sources.Articles, ["MaxWaitTime", "MaxWaitTimeSpecialCase"], "Nobody else knows these values. The real ones are MaxIdleTime, MaxDisconnectionTime and MaxConnectionTime, in milliseconds.", NoSuchValue),
        Named("GPUVirt, GraphicalProcessingUnit", Unverifiable, Sources.Articles, ["GPUVirt", "GraphicalProcessingUnit"], "No public code or page has such a registry value; graphics are set by Group Policy.", NoSuchValue),
        Named("RDP-Tcp\\SSLVersion", Wrong, Sources.Articles, ["SSLVersion"], "The listener has no such value: TLS versions live under SCHANNEL, the listener has SecurityLayer and MinEncryptionLevel.", NoSuchValue),
        Named("makecert mends the certificate", Wrong, Sources.Articles, ["makecert"], "makecert is obsolete, and neither it nor New-SelfSignedCertificate binds anything to RDP.", "Let Windows make the self-signed certificate anew, or bind one from the vault."),
        Named("certutil -setstore", Wrong, Sources.Articles, ["certutil -setstore", "setstore"], "certutil has no such verb. The thumbprint is set through Win32_TSGeneralSetting.", "Do not run it."),
        Named("EKU Client Authentication, wildcard *.rdp", Wrong, Sources.ArticleB, ["eku client authentication", "*.rdp"], "The listener needs Server Authentication or Remote Desktop Authentication; Client Authentication alone is refused.", "Check the purpose before you bind a certificate."),
        Named("NLA is enabled by Deny log on locally, or through Remote Desktop Services", Wrong, Sources.ArticleB, ["deny log on locally", "deny log on through remote desktop services"], "A deny right locks people out and wins over every allow. NLA is UserAuthentication = 1.", "Never assign a deny right for that: it is dangerous."),
        Named("Security option \"Deny connections from any version of Windows\"", Wrong, Sources.ArticleA, ["deny connections"], "There is no such option. The setting is Allow users to connect remotely by using Remote Desktop Services, under Remote Desktop Session Host, Connections (fDenyTSConnections).", "Use the real setting."),
        Named("logs in C:\\Windows\\Logs\\Remote Desktop Services; wevtutil Win32_TerminalServices-EventLog", Wrong, Sources.ArticleA, ["Win32_TerminalServices-EventLog", "windows logs remote desktop services"], "The channels are other ones, and most errors stand in System; a check of the size of that folder never fires.", "Read the channels that this catalogue names."),
        Named("mstsc /d:1 turns NLA off", Unverifiable, Sources.ArticleA, ["mstsc /d:1"], "No such switch is documented.", "Ignore it."),
        Named("firewall rule \"Remote Desktop - Machine Mode (TCP-In)\"", Wrong, Sources.ArticleB, ["machine mode"], "There is no such rule. The rule is RemoteDesktop-UserMode-In-TCP.", "Use the real rule."),
        Named("Get-Process TermService", Wrong, Sources.ArticleB, ["get-process termservice"], "The service lives inside svchost: its process id stands in Win32_Service.", "Never end that svchost unless it hosts nothing else."),
        Named("copying TermService.pfx to /etc/ssl", Wrong, Sources.ArticleB, ["TermService.pfx"], "It has nothing to do with Windows.", "Ignore it."),
        Named("TCP 53 and UDP 3389 are mandatory inbound", Wrong, Sources.Articles, ["udp 3389 mandatory", "tcp 53 mandatory"], "UDP is an optional transport, and DNS has nothing to do with inbound RDP.", "Do not open them for that."),
        Named("TLS 1.3 must be forced", Unverifiable, Sources.Articles, ["force tls 1.3"], "No source says so, and clients would fail.", "Make sure of TLS 1.2 or newer."),
        Named("load balancing window of Windows Server, NDNS, RDS optimisation pack, RD Web Access 2.0, quantum dates, LSTM", Unverifiable, Sources.ArticleA, ["NDNS", "rds optimization pack", "RD Web Access 2.0", "LSTM"], "No source was found.", "Ignore it."),
        Named("alert 7 days before a certificate ends", Unverifiable, Sources.ArticleB, ["7 days before"], "The number is arbitrary; RenewBefore is a setting.", "Leave time for a renewal that fails."),
        Named("idle CPU below 15 % is recommended", Wrong, Sources.ArticleA, ["cpu idle"], "It is the wrong way round.", "Ignore it."),
    ];

    private static Code Number(uint[] numbers, string claim, Verdict verdict, string source, CodeKind about, string checkedTo, string never) => Named(claim, verdict, source, [], checkedTo, never) with { Numbers = numbers, About = about };

    private static Code Named(string claim, Verdict verdict, string source, string[] texts, string checkedTo, string never) => new()
    {
        Kind = CodeKind.ArticleClaim, Symbol = claim, Texts = texts, Verdict = verdict, Meaning = checkedTo, Known = Knowledge.Reported, Never = never, Source = source,
    };
}
