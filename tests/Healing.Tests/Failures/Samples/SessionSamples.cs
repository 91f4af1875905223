using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of what lies behind the door: sessions, sign-ins, profiles, room on the machine, the display.</summary>
internal static class SessionSamples
{
    public const string Sessions = "Microsoft-Windows-TerminalServices-LocalSessionManager";

    public const string Profiles = "Microsoft-Windows-User Profiles Service";

    private static readonly DateTimeOffset Now = FailureSample.Now;

    private static readonly string[] Everything = ["session-capacity", "session-ghost", "logon-hang", "profile-temporary", "fslogix", "resource-memory", "resource-cpu", "resource-disk", "graphics", "termservice-down", "listener-missing", "drain-mode", "rdp-disabled"];

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        Of("session-capacity", Some.Machine, Inside(Limited(1, sessions: 1)).With(Begun(8, 1))),
        Of("session-capacity", Some.Machine, Inside(Limited(1, sessions: 1) with { Policies = new Dictionary<string, long>(StringComparer.Ordinal) { ["MaxInstanceCount"] = 1 } }).With(Begun(8, 1))),
        Of("session-capacity", Some.Machine, Inside(Some.Guest() with { Sessions = new GuestSessions(1, 1) }).With(Begun(9, 2))),
        Of("session-capacity", Some.SessionHost, Desktop(Some.Desktop() with { Avd = Some.Desktop().Avd! with { Event = 3277, EventText = "ENDPOINT_NOT_FOUND: RDAgent does not have an active connection", EventAt = Now.AddMinutes(-5) } })),
        Of("session-ghost", Some.SessionHost, Desktop(Some.Desktop() with { Sessions = new GuestSessions(2, 0) { Stuck = 1 } }).With([new LogEvent($"{Sessions}/Operational", Sessions, 36, 5, Now, "An error occurred when transitioning.")])),
        Of("session-ghost", Some.SessionHost, Orphaned()),
        Of("logon-hang", Some.SessionHost, Desktop(Serving("ProfSvc", new GuestService("Stopped", "Auto"))).With(Begun(6, 0))),
        Of("logon-hang", Some.Machine, Inside(Serving("ProfSvc", new GuestService("StopPending", "Auto"), Some.Guest()))),
        Of("logon-hang", Some.SessionHost, Desktop(Serving("AppReadiness", new GuestService("StartPending", "Manual")) with { Logon = new GuestLogon(0, 3) }).With(Begun(6, 0))),
        Of("profile-temporary", Some.SessionHost, Desktop(Some.Desktop() with { Logon = new GuestLogon(2, 0), Fslogix = null }).With([new LogEvent("Application", Profiles, 1511, 2, Now, "Windows cannot find the local profile.")])),
        Of("fslogix", Some.SessionHost, Desktop(Some.Desktop().With("frxsvc", service => service with { State = "Stopped" }), "FSLogixHealthCheck")),
        Of("fslogix", Some.SessionHost, Desktop(Some.Desktop() with { Fslogix = Some.Desktop().Fslogix! with { Storage = false } }, "FSLogixHealthCheck")),
        Of("fslogix", Some.SessionHost, Desktop(Said(51)) with { Signals = [Signal("fslogix-attach")] }),
        Of("resource-memory", Some.SessionHost, Desktop(Some.Desktop() with { Resources = Some.Guest().Resources! with { MemoryFreePercent = 2, CommitPercent = 97, TopProcess = "teams" } }).With([new LogEvent("System", "Microsoft-Windows-Resource-Exhaustion-Detector", 2004, 2, Now, "Windows diagnosed a low virtual memory condition.")])),
        Of("resource-cpu", Some.SessionHost, Desktop(Some.Desktop() with { Resources = Some.Guest().Resources! with { Cpu = 99, TopProcess = "search" } }) with { Signals = [Signal("resource-cpu")] }),
        Of("resource-disk", Some.SessionHost, Desktop(Full)),
        Of("resource-disk", Some.Machine, Inside(Some.Guest() with { Resources = Full.Resources })),
        Of("graphics", Some.Machine, Inside(Some.Guest() with { Graphics = new GuestGraphics("NVIDIA A10-4Q", 43, 9) }).With([new LogEvent("System", "Display", 4101, 6, Now, "Display driver nvlddmkm stopped responding.")])),
    ];

    public static GuestFacts Full => Some.Desktop() with { Resources = Some.Guest().Resources! with { DiskFreePercent = 0.4, DiskFreeGb = 0.5 } };

    public static GuestFacts Limited(long limit, int sessions) => Some.Guest() with { Sessions = new GuestSessions(sessions, 0), Server = Some.Guest().Server! with { MaxInstances = limit } };

    /// <summary>The guest with a service that its sample does not have.</summary>
    public static GuestFacts Serving(string name, GuestService service, GuestFacts? guest = null) => (guest ?? Some.Desktop()) with
    {
        Services = new Dictionary<string, GuestService>((guest ?? Some.Desktop()).Services, StringComparer.Ordinal) { [name] = service },
    };

    public static GuestFacts Said(int number) => Some.Desktop() with { Fslogix = Some.Desktop().Fslogix! with { Event = number, EventText = "ErrorCode set to 32", EventAt = Now.AddMinutes(-3) } };

    public static Signal Signal(string detector) => new(Some.HostId, detector, SignalWeight.Statistical, Now, 4, "…", 1);

    public static HostEvidence Inside(GuestFacts guest) => Some.Evidence(Now) with { Guest = Some.Of(guest, Now) };

    /// <param name="failed">A health check that makes the host unavailable; null: it is available.</param>
    public static HostEvidence Desktop(GuestFacts guest, string? failed = null) => Some.DesktopEvidence(Now) with
    {
        Guest = Some.Of(guest, Now),
        SessionHost = Some.Of(Some.Avd(Now) with { Status = failed is null ? "Available" : "Unavailable", FailedChecks = failed is null ? [] : [failed], Active = guest.Sessions.Active, Disconnected = guest.Sessions.Disconnected }, Now, Vantage.ControlPlane),
    };

    public static HostEvidence With(this HostEvidence evidence, IReadOnlyList<LogEvent> events) => evidence with { Logs = Some.Of(Some.Logs(Now) with { Events = events }, Now, Vantage.Logs) };

    /// <summary>Sign-ins that began, and those that came to their end.</summary>
    public static IReadOnlyList<LogEvent> Begun(int begun, int done) =>
    [
        new($"{Sessions}/Operational", Sessions, 41, begun, Now, "Begin session arbitration."),
        .. done == 0 ? Array.Empty<LogEvent>() : [new($"{Sessions}/Operational", Sessions, 21, done, Now, "Session logon succeeded.")],
    ];

    /// <summary>The AVD service lists a session that Windows does not have, and three people were turned away over such.</summary>
    public static HostEvidence Orphaned() => Desktop(Some.Desktop()) with
    {
        SessionHost = Some.Of(Some.Avd(Now) with { Disconnected = 1 }, Now, Vantage.ControlPlane),
        Logs = Some.Of(Some.Logs(Now) with { Connections = [new ConnectionFailures("ConnectionFailedUserHasValidSessionButRdshIsUnhealthy", false, 4, 1, 1, Now)] }, Now, Vantage.Logs),
    };

    private static FailureSample Of(string failure, Host host, HostEvidence evidence) => new(failure, host, evidence, [.. Everything.Where(other => other != failure)]);
}
