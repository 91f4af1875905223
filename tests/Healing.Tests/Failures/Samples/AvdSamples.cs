using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of the AVD agent, its registration and its stack, of what keeps it from the service, and of who may use a pool.</summary>
internal static class AvdSamples
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    public static Policy Registers { get; } = new() { RegisterHosts = true };

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        new("avd-agent-down", Some.SessionHost, Silent(Stopped(Some.Desktop())), ["avd-registration", "avd-sxs-listener", "proxy-dns", "termservice-down", "drain-mode"]),
        new("avd-agent-down", Some.SessionHost, Silent(Stopped(Some.Desktop(), "Disabled")), ["avd-registration", "proxy-dns", "rdp-disabled"]),
        new("avd-agent-down", Some.SessionHost, Silent(Some.Desktop()), ["avd-registration", "avd-sxs-listener", "proxy-dns", "termservice-down"]),
        new("avd-agent-down", Some.SessionHost, Silent(Some.Guest() with { Avd = null }), ["avd-registration", "avd-sxs-listener", "termservice-down"]),
        new("avd-agent-down", Some.SessionHost, Reported(Some.Desktop(), "Upgrading", [], since: Now - TimeSpan.FromMinutes(70)), ["avd-registration", "avd-sxs-listener", "drain-mode"]),
        new("avd-registration", Some.SessionHost, Silent(Unregistered("INVALID_REGISTRATION_TOKEN")), ["avd-agent-down", "avd-sxs-listener", "proxy-dns"]) { Policy = Registers },
        new("avd-registration", Some.SessionHost, Silent(Unregistered("INVALID_REGISTRATION_TOKEN")), ["avd-agent-down", "avd-sxs-listener", "proxy-dns"]),
        new("avd-registration", Some.SessionHost, Silent(Unregistered("NAME_ALREADY_REGISTERED")), ["avd-agent-down", "avd-user-authorization", "proxy-dns"]) { Policy = Registers },
        new("avd-registration", Some.SessionHost, Silent(Stopped(Unregistered("EXPIRED_REGISTRATION_TOKEN"))), ["avd-sxs-listener", "proxy-dns", "termservice-down"]) { Policy = Registers },
        new("avd-registration", Some.SessionHost, Silent(Said(Some.Desktop(), "INVALID_REGISTRATION_TOKEN")), ["avd-agent-down", "avd-sxs-listener", "proxy-dns"]) { Policy = Registers },
        new("avd-registration", Some.Machine, Some.Evidence(Now) with { Guest = Some.Of(Some.Desktop(), Now) }, ["avd-agent-down", "avd-sxs-listener", "proxy-dns"]),
        new("avd-sxs-listener", Some.SessionHost, ListenerSamples.Unready(Sxs(avd => avd with { SxsEnabled = 0 })), ["termservice-down", "rdp-disabled", "avd-agent-down", "avd-registration"]),
        new("avd-sxs-listener", Some.SessionHost, ListenerSamples.Unready(Sxs(avd => avd with { ReverseConnect = 0 })), ["termservice-down", "rdp-disabled", "proxy-dns"]),
        new("avd-sxs-listener", Some.SessionHost, ListenerSamples.Unready(Sxs(avd => avd)), ["termservice-down", "rdp-disabled", "avd-agent-down"]),
        new("avd-sxs-listener", Some.SessionHost, ListenerSamples.Unready(Sxs(avd => avd with { SxsVersion = null, SxsEnabled = null, ReverseConnect = null })), ["termservice-down", "rdp-disabled", "avd-registration"]),
        new("proxy-dns", Some.SessionHost, Silent(Entra(Unreached(network => network with { Resolves = false }))), ["avd-agent-down", "avd-registration", "avd-sxs-listener"]),
        new("proxy-dns", Some.SessionHost, Silent(Unreached(network => network with { Resolves = false })), ["avd-agent-down", "avd-registration", "avd-sxs-listener"]),
        new("proxy-dns", Some.SessionHost, Silent(Unreached(network => network with { Proxy = "proxy.corp.example:8080", Metadata = false })), ["avd-agent-down", "avd-registration", "avd-user-authorization"]),
        new("proxy-dns", Some.SessionHost, Reported(Some.Desktop() with { Network = Some.Desktop().Network! with { Metadata = false } }, "NeedsAssistance", ["MetaDataServiceCheck"]), ["avd-agent-down", "avd-registration", "avd-sxs-listener"]),
        new("avd-user-authorization", Some.SessionHost, TurnedAway(users: 5, networks: 3, others: 0), ["avd-agent-down", "avd-registration", "avd-sxs-listener", "proxy-dns"]),
        new("avd-user-authorization", Some.SessionHost, TurnedAway(users: 1, networks: 1, others: 7), ["avd-agent-down", "drain-mode", "termservice-down"]),
    ];

    /// <summary>The service reports the host like this.</summary>
    public static HostEvidence Reported(GuestFacts guest, string status, IReadOnlyList<string> failed, DateTimeOffset? since = null) => Some.DesktopEvidence(Now) with
    {
        Guest = Some.Of(guest, Now),
        SessionHost = Some.Of(Some.Avd(Now) with { Status = status, FailedChecks = failed, StatusSince = since }, Now, Vantage.ControlPlane),
    };

    /// <summary>The service has heard nothing for a quarter of an hour.</summary>
    public static HostEvidence Silent(GuestFacts guest) => Some.DesktopEvidence(Now) with
    {
        Guest = Some.Of(guest, Now),
        SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", LastHeartBeat = Now - TimeSpan.FromMinutes(15) }, Now, Vantage.ControlPlane),
    };

    public static GuestFacts Stopped(GuestFacts guest, string start = "Auto") => guest.With("RDAgentBootLoader", service => service with { State = "Stopped", Start = start });

    public static GuestFacts Unregistered(string said) => Said(Some.Desktop() with { Avd = Some.Desktop().Avd! with { Registered = false, TokenPresent = true } }, said);

    public static GuestFacts Said(GuestFacts guest, string said) => guest with { Avd = guest.Avd! with { Event = 3277, EventText = said, EventAt = Now - TimeSpan.FromMinutes(4) } };

    /// <summary>Inside, the side-by-side listener is not there.</summary>
    public static GuestFacts Sxs(Func<GuestAvd, GuestAvd> change) => Some.Desktop() with { Avd = change(Some.Desktop().Avd! with { SxsListener = null }) };

    /// <summary>The broker does not answer.</summary>
    public static GuestFacts Unreached(Func<GuestNetwork, GuestNetwork> change) => Some.Desktop() with { Network = change(Some.Desktop().Network!), Avd = Some.Desktop().Avd! with { Broker = false } };

    public static GuestFacts Entra(GuestFacts guest) => guest with { Os = guest.Os with { JoinType = "Entra" }, Domain = null };

    public static HostEvidence TurnedAway(int users, int networks, int others) => Some.DesktopEvidence(Now) with
    {
        Logs = Some.Of(Some.Logs(Now) with { Connections = [new ConnectionFailures("ConnectionFailedUserNotAuthorized", false, users + 2, users, networks, Now)], Successes = new ConnectionCount(others, others, others == 0 ? null : Now) }, Now, Vantage.Logs),
    };
}
