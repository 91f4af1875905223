using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of the service, its listener and its port, the guest's own firewall and network.</summary>
internal static class ListenerSamples
{
    private static readonly DateTimeOffset Now = FailureSample.Now;

    /// <summary>Behind a security group whose listed rule lets in 3389.</summary>
    private static readonly Host Listed = Some.Machine with { NetworkSecurityGroups = [Some.Rule.NetworkSecurityGroup.ToLowerInvariant()] };

    private static readonly Policy Lists = new() { Rules = [Some.Rule] };

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        new("termservice-down", Some.Machine, Refused(Some.Guest("Stopped").With("TermService", service => service with { Account = @"CORP\svc-rdp", ExitCode = 1069 })), ["rdp-disabled", "listener-missing", "port-changed"]),
        new("termservice-down", Some.Machine, Refused(Some.Guest("Stopped").With("TermService", service => service with { ExitCode = 5 })), ["rdp-disabled", "listener-missing", "guest-firewall"]),
        new("termservice-down", Some.Machine, Refused(Some.Guest(listening: false), ProbeOutcome.NoAnswer), ["rdp-disabled", "port-conflict", "guest-nic"]),
        new("termservice-down", Some.SessionHost, Unready(Some.Desktop() with { Listener = new GuestListener(3389, false, 0), Avd = Some.Desktop().Avd! with { SxsListener = null } }), ["rdp-disabled", "drain-mode", "nsg-deny"]),
        new("rdp-disabled", Some.Machine, Refused(Denied(Some.Guest(listening: false), local: 1)), ["termservice-down", "listener-missing", "port-changed", "nsg-deny"]),
        new("rdp-disabled", Some.Machine, Refused(Denied(Some.Guest(listening: false), local: 0, policy: 1)), ["termservice-down", "listener-missing", "guest-firewall"]),
        new("rdp-disabled", Some.SessionHost, Unready(Denied(Some.Desktop() with { Listener = new GuestListener(3389, false, 0), Avd = Some.Desktop().Avd! with { SxsListener = null } }, local: 1)), ["termservice-down", "drain-mode", "nsg-deny"]),
        new("listener-missing", Some.Machine, Refused(Server(server => server with { EnableWinStation = 0, Listener = null }, listening: false)), ["termservice-down", "rdp-disabled", "port-changed", "port-conflict"]),
        new("listener-missing", Some.Machine, Some.Evidence(Now) with { Guest = Some.Of(Server(server => server with { LogonDisabled = 1 }), Now) }, ["drain-mode", "termservice-down", "lb-misconfig"]),
        new("listener-missing", Some.Machine, Refused(Server(server => server with { LanAdapter = 2 })), ["termservice-down", "port-changed", "guest-firewall"]),
        new("port-changed", Listed, Refused(Ported(Some.Guest(), 3390)), ["termservice-down", "listener-missing", "port-conflict", "nsg-deny"]) { Policy = Lists },
        new("port-changed", Some.Machine, Refused(Ported(Some.Guest(), 3390)), ["rdp-disabled", "guest-firewall", "lb-misconfig"]),
        new("port-conflict", Some.Machine, Refused(Some.Guest("Stopped") with { Listener = new GuestListener(3389, true, 4711) { Owner = "nginx" } }, ProbeOutcome.NotRdp), ["termservice-down", "port-changed", "listener-missing"]),
        new("drain-mode", Some.Machine, Some.Evidence(Now) with { Guest = Some.Of(Server(server => server with { DrainMode = 2 }), Now) }, ["listener-missing", "rdp-disabled", "termservice-down"]),
        new("drain-mode", Some.SessionHost, Drained("dana@corp.example"), ["termservice-down", "rdp-disabled", "nsg-deny"]),
        new("guest-firewall", Some.Machine, TimedOut(Some.Guest() with { Firewall = new GuestFirewall(false, false) { Active = ["Domain"], ProfilesOff = [], PortCovered = false } }), ["nsg-deny", "guest-nic", "rdp-exposed", "termservice-down"]),
        new("guest-firewall", Some.Machine, TimedOut(Some.Guest() with { Firewall = new GuestFirewall(true, false) { Active = ["Public"], ProfilesOff = [], PortCovered = false } }), ["nsg-deny", "guest-nic", "port-changed"]),
        new("guest-firewall", Some.Machine, TimedOut(Some.Guest() with { Firewall = new GuestFirewall(true, true) { Active = ["Domain"], ProfilesOff = [], PortCovered = true } }), ["nsg-deny", "guest-nic", "port-conflict"]),
        new("guest-firewall", Some.Machine, TimedOut(Some.Guest() with { Firewall = new GuestFirewall(true, false) { Active = ["Domain"], ProfilesOff = [], PortCovered = true, BlockedBy = "corp-block-rdp" } }), ["nsg-deny", "guest-nic", "listener-missing"]),
        new("guest-nic", Some.Machine, Silent(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) }), ["guest-firewall", "nsg-deny", "termservice-down"]),
        new("guest-nic", Some.Machine, Some.Evidence(Now) with { Guest = Some.Of(Some.Guest().With("Dhcp", service => service with { State = "Stopped" }), Now) }, ["guest-firewall", "termservice-down", "lb-misconfig"]),
        new("rdp-exposed", Some.Machine, Some.Evidence(Now) with { Guest = Some.Of(Some.Guest() with { Firewall = Some.Guest().Firewall with { ProfilesOff = ["Public"] } }, Now) }, ["guest-firewall", "nsg-deny", "termservice-down"]),
    ];

    public static HostEvidence Refused(GuestFacts guest, ProbeOutcome outcome = ProbeOutcome.Refused) => Some.Evidence(Now) with { Probe = Some.Knock(Now, outcome), Guest = Some.Of(guest, Now) };

    public static HostEvidence TimedOut(GuestFacts guest) => Refused(guest, ProbeOutcome.Timeout);

    /// <summary>The AVD service reports that the side-by-side listener is not there.</summary>
    public static HostEvidence Unready(GuestFacts guest) => Some.DesktopEvidence(Now) with
    {
        Guest = Some.Of(guest, Now),
        SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", FailedChecks = ["SxSStackListenerCheck"] }, Now, Vantage.ControlPlane),
    };

    public static GuestFacts Denied(GuestFacts guest, int local, int? policy = null) => guest with
    {
        Rdp = guest.Rdp with { DenyLocal = local, DenyPolicy = policy },
        Policies = policy is { } value ? new Dictionary<string, long>(StringComparer.Ordinal) { ["fDenyTSConnections"] = value } : guest.Policies,
    };

    public static GuestFacts Server(Func<GuestServer, GuestServer> change, bool? listening = null) => Some.Guest(listening: listening) with { Server = change(Some.Guest(listening: listening).Server!) };

    public static GuestFacts Ported(GuestFacts guest, int port) => guest with { Rdp = guest.Rdp with { Port = port }, Listener = guest.Listener with { Port = port } };

    /// <summary>Drained in its pool; null: the activity log does not say by whom.</summary>
    public static HostEvidence Drained(string? by) => Some.DesktopEvidence(Now) with
    {
        SessionHost = Some.Of(Some.Avd(Now) with { AllowNewSession = false }, Now, Vantage.ControlPlane),
        Changes = Some.Of(new Changes(by is null ? [] : [new Change(Now - TimeSpan.FromHours(1), "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", Some.SessionHost.SessionHostId!, by)]), Now, Vantage.Logs),
    };

    /// <summary>The agent is not ready and sends nothing: nobody can look inside.</summary>
    public static HostEvidence Silent(HostEvidence evidence) => evidence with
    {
        Machine = Some.Of(new MachineFacts("running", false, Now - TimeSpan.FromDays(2), "Succeeded"), Now, Vantage.ControlPlane),
        Logs = Some.Of(Some.Logs(Now) with { Heartbeat = Now - TimeSpan.FromMinutes(20) }, Now, Vantage.Logs),
        Guest = Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now),
    };
}
