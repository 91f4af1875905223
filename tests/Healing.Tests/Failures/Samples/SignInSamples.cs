using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of what turns people away after the handshake: domain, clock, rights, accounts, Entra ID, licences, an update.</summary>
internal static class SignInSamples
{
    private static readonly string[] Family = ["domain-trust", "dc-unreachable", "time-skew", "logon-right", "account-state", "entra-signin", "rds-licensing", "bad-update"];

    private static DateTimeOffset Now => FailureSample.Now;

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        Of("domain-trust", In(Domain(domain => domain with { SecureChannel = false })) with { Logs = Logs([Netlogon(3210)], Failed("0xc000018c", 2)) }),
        Of("domain-trust", In(Some.Guest().With("Netlogon", service => service with { State = "Stopped" })) with { Logs = Logs([], Failed("0xc0000192", 3)) }),
        Of("domain-trust", Reported("DomainTrustCheck") with { Guest = NotAsked }) with { Host = Some.SessionHost },
        Of("dc-unreachable", In(Domain(domain => domain with { Controller = false, SecureChannel = false, OffsetSeconds = null })) with { Logs = Logs([Netlogon(5719)], Failed("0xc000005e", 4)) }),
        Of("dc-unreachable", In(Domain(domain => domain with { Controller = false, SecureChannel = null, OffsetSeconds = null }) with { Network = Some.Guest().Network! with { Resolves = false, Dns = ["168.63.129.16"] } })),
        Of("time-skew", In(Skewed(-900, azure: -900, running: false)) with { Logs = Logs([], Failed("0xc0000133", 3)) }),
        Of("time-skew", In(Skewed(900, azure: 900, source: "Local CMOS Clock"))),
        Of("time-skew", In(Skewed(900, azure: 0))),
        Of("time-skew", In(Skewed(0, azure: 1200)) with { Logs = Logs([], Failed("0xc0000133", 3)) }),
        Of("logon-right", In(Some.Guest() with { Rights = new GuestRights(["S-1-5-32-544", "S-1-5-32-555"], ["S-1-5-32-555"], 2) }) with { Logs = Logs([], Failed("0xc000015b", 4)) }),
        Of("logon-right", In(Some.Guest() with { Rights = new GuestRights(["S-1-5-32-544"], [], 2) }) with { Logs = Logs([], Failed("0xc000015b", 4)) }),
        Of("account-state", Some.Evidence(Now) with { Logs = Logs([], Failed("0xc0000234", 5), Failed("0xc000006a", 3)) }),
        Of("account-state", Some.DesktopEvidence(Now) with { Logs = Logs([], Failed("0xc0000072", 1)) }) with { Host = Some.SessionHost with { Role = HostRole.Personal } },
        Of("entra-signin", Some.DesktopEvidence(Now) with { Guest = Some.Of(Joined("FAILED. Device is either disabled or deleted", extension: true), Now), Logs = Logs([]) }) with { Host = Some.SessionHost },
        Of("entra-signin", In(Joined("SUCCESS", extension: false)) with { Logs = Logs([]) }),
        Of("rds-licensing", In(Licensed(new GuestLicensing(true, 5, 0, [], null))) with { Logs = Logs([new LogEvent("x/Admin", TlsSamples.Manager, 1069, 3, Now, "The grace period has expired")]) }),
        Of("rds-licensing", In(Licensed(new GuestLicensing(true, 4, 0, ["rdlic01"], false))) with { Logs = Logs([]) }),
        Of("bad-update", In(Updated()) with { Logs = Logs([Ended(7031), new LogEvent("Application", "Application Error", 1000, 6, Now, "Faulting application name: svchost.exe_TermService")]) }),
    ];

    public static Reading<GuestFacts> NotAsked => Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now);

    public static HostEvidence In(GuestFacts guest) => Some.Evidence(Now) with { Guest = Some.Of(guest, Now) };

    public static GuestFacts Domain(Func<GuestDomain, GuestDomain> change) => Some.Guest() with { Domain = change(Some.Guest().Domain!) };

    /// <param name="offset">Against the domain, in seconds.</param>
    public static GuestFacts Skewed(double? offset, double? azure, bool running = true, string source = "dc01.corp.example", string start = "Manual") =>
        Domain(domain => domain with { OffsetSeconds = offset, AzureOffsetSeconds = azure, TimeSource = source }).With("W32Time", service => new GuestService(running ? "Running" : "Stopped", start));

    public static GuestFacts Joined(string? auth, bool extension, string type = "Entra") => Some.Guest() with
    {
        Os = Some.Guest().Os with { JoinType = type },
        Domain = type == "Entra" ? null : Some.Guest().Domain,
        Entra = new GuestEntra(auth, extension),
    };

    public static GuestFacts Licensed(GuestLicensing licensing) => Some.Guest() with { Licensing = licensing };

    /// <summary>Started eight hours ago with an update of the day before.</summary>
    public static GuestFacts Updated() => Some.Guest() with
    {
        Os = Some.Guest().Os with { BootedAt = Now - TimeSpan.FromHours(8) },
        Servicing = new GuestServicing([], "KB5099999", new DateTimeOffset(Now.AddDays(-1).Date, TimeSpan.Zero)),
    };

    public static LogEvent Netlogon(int id) => new("System", "NETLOGON", id, 6, Now - TimeSpan.FromMinutes(2), "…");

    public static LogEvent Ended(int id) => new("System", "Service Control Manager", id, 8, Now - TimeSpan.FromMinutes(2), "The Remote Desktop Services service terminated unexpectedly.");

    public static LogonFailures Failed(string status, long users, long rows = 8) => new(status, rows, users, 2, Now - TimeSpan.FromMinutes(2));

    /// <summary>Nobody signed in.</summary>
    public static Reading<LogFacts> Logs(IReadOnlyList<LogEvent> events, params LogonFailures[] failed) =>
        Some.Of(Some.Logs(Now) with { Events = events, Logons = failed, Successes = new ConnectionCount(0, 0, null) }, Now, Vantage.Logs);

    public static HostEvidence Reported(string check, string status = "Unavailable") => Some.DesktopEvidence(Now) with
    {
        SessionHost = Some.Of(Some.Avd(Now) with { Status = status, FailedChecks = [check] }, Now, Vantage.ControlPlane),
    };

    private static FailureSample Of(string failure, HostEvidence evidence) => new(failure, Some.Machine, evidence, [.. Family.Where(other => other != failure), "termservice-down", "credssp-oracle", "rdp-disabled"]);
}
