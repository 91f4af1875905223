using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures.Samples;

/// <summary>Samples of what lies around a machine: rules, routes, power, boot, the platform, clients and strangers.</summary>
internal static class NetworkSamples
{
    public const string Group = "/subscriptions/s/resourcegroups/rg-one/providers/microsoft.network/networksecuritygroups/nsg-1";

    public const string Manager = "/subscriptions/s/resourcegroups/rg-net/providers/microsoft.network/networkmanagers/nm-corp";

    private static readonly DateTimeOffset Now = FailureSample.Now;

    public static DesiredRule Outward { get; } = Some.Rule with { Name = "allow-avd-out", Direction = "Outbound", Sources = ["VirtualNetwork"], Destinations = ["WindowsVirtualDesktop"], Ports = ["443"] };

    public static DesiredNatRule NatRule { get; } = new() { LoadBalancer = "/subscriptions/s/resourceGroups/rg-one/providers/Microsoft.Network/loadBalancers/lb-1", Name = "rdp-vm-1", Host = "vm-1", FrontendPort = 50001 };

    public static Host Personal { get; } = Some.SessionHost with { Role = HostRole.Personal };

    public static IReadOnlyList<FailureSample> All { get; } =
    [
        new("nsg-deny", Some.Machine, Denied(new FlowVerdict("Inbound", "10.9.0.1", 3389, false, "securityRules/secops-block", Group, false)), ["admin-rule-deny", "guest-firewall", "guest-nic", "termservice-down"]),
        new("nsg-deny", Some.Machine, Denied(new FlowVerdict("Inbound", "10.9.0.1", 3389, false, "defaultSecurityRules/DenyAllInBound", Group, false)), ["admin-rule-deny", "boot-failure", "vm-not-running"]),
        new("admin-rule-deny", Some.Machine, Denied(new FlowVerdict("Inbound", "10.9.0.1", 3389, false, "deny-rdp-everywhere", Manager, true)), ["nsg-deny", "guest-firewall", "guest-nic", "lb-misconfig"]),
        new("lb-misconfig", Some.Machine, Nat(new NatFacts(NatRule, false, [])), ["nsg-deny", "admin-rule-deny", "port-changed", "termservice-down"]),
        new("lb-misconfig", Some.Machine, Nat(new NatFacts(NatRule, true, ["backend port listed 3389, is 3390"]) { PortsOnly = true }), ["port-changed", "nsg-deny", "guest-firewall"]),
        new("avd-outbound-blocked", Some.SessionHost, Lost(new NetworkPath(null, [Out("deny-avd", false)])), ["termservice-down", "drain-mode", "guest-nic", "service-incident"]),
        new("avd-outbound-blocked", Some.SessionHost, Lost(new NetworkPath(null, [Out("AllowInternetOutBound", true)]) { DefaultRoute = new EffectiveRoute("rt-avd", ["0.0.0.0/0"], "User", "None", null) }), ["rdp-disabled", "drain-mode", "vm-not-running"]),
        new("avd-outbound-blocked", Some.SessionHost, Lost(new NetworkPath(null, [Out("AllowInternetOutBound", true)])) with { Guest = Some.Of(Shut(3703, "RD Gateway Url is not accessible"), Now) }, ["termservice-down", "drain-mode", "platform-maintenance"]),
        new("avd-outbound-blocked", Some.SessionHost, Lost(new NetworkPath(null, [Out("deny-all-out", false)])) with { Network = Listed(RuleState.Missing, null) }, ["service-incident", "drain-mode", "rdp-disabled"]) { Policy = new Policy { Rules = [Outward] } },
        new("vm-not-running", Some.Machine, Off("stopped"), ["nsg-deny", "boot-failure", "guest-nic"]),
        new("vm-not-running", Some.Machine, Off("deallocated", "dana@corp.example"), ["admin-rule-deny", "boot-failure", "termservice-down"]),
        new("vm-not-running", Personal, Off("stopped") with { SessionHost = Some.Of(Some.Avd(Now) with { Status = "Shutdown" }, Now, Vantage.ControlPlane), Probe = Some.DesktopEvidence(Now).Probe }, ["avd-outbound-blocked", "drain-mode", "service-incident"]),
        new("boot-failure", Some.Machine, Dark(["BitLocker asks for its recovery key"]), ["guest-nic", "nsg-deny", "vm-not-running", "guest-firewall"]),
        new("boot-failure", Some.Machine, Dark([]) with { Logs = Crashed(Dark([]).Logs.Value!) }, ["guest-nic", "guest-agent-unavailable", "admin-rule-deny"]),
        new("guest-agent-unavailable", Some.Machine, Some.Evidence(Now) with { Machine = Deaf, Guest = Unheard }, ["boot-failure", "guest-nic", "termservice-down"]),
        new("guest-agent-unavailable", Some.Machine, Some.Evidence(Now) with { Machine = Deaf, Guest = Unheard, Probe = Some.Knock(Now, ProbeOutcome.Refused) }, ["boot-failure", "guest-nic", "nsg-deny"]),
        new("platform-maintenance", Some.Machine, Beneath(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) }, "Unavailable, Planned: update", planned: true), ["service-incident", "nsg-deny", "vm-not-running"]),
        new("service-incident", Some.Machine, Beneath(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout) }, "Unavailable, Unplanned: hardware", planned: false), ["platform-maintenance", "nsg-deny", "guest-nic"]),
        new("service-incident", Some.SessionHost, Failing(new ConnectionFailures("ConnectionFailedServiceBusy", true, 9, 5, 3, Now), successes: 0), ["client-side", "avd-outbound-blocked", "drain-mode"]),
        new("client-side", Some.SessionHost, Failing(new ConnectionFailures("ConnectionBroken", false, 7, 1, 1, Now), successes: 6), ["service-incident", "avd-outbound-blocked", "drain-mode"]),
        new("rdp-flood", Some.Machine, Attacked(1800, 40), ["termservice-down", "nsg-deny", "port-conflict"]),
        new("rdp-flood", Some.Machine, Attacked(300, 25, warned: true) with { Probe = Some.Knock(Now, ProbeOutcome.NoAnswer) }, ["termservice-down", "guest-agent-unavailable", "rdp-exposed"]),
    ];

    public static Reading<MachineFacts> Deaf => Some.Of(new MachineFacts("running", false, Now - TimeSpan.FromDays(2), "Succeeded"), Now, Vantage.ControlPlane);

    public static Reading<GuestFacts> Unheard => Reading<GuestFacts>.Missing("not collected: the guest agent is not ready", "guest collector", Vantage.Guest, Now);

    public static HostEvidence Denied(FlowVerdict verdict) => Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout), Path = Some.Of(new NetworkPath(verdict, []) { Verified = verdict }, Now, Vantage.ControlPlane) };

    public static FlowVerdict Out(string rule, bool allowed) => new("Outbound", "WindowsVirtualDesktop", 443, allowed, rule, Group, false);

    /// <summary>The AVD service has not heard of it for a while.</summary>
    public static HostEvidence Lost(NetworkPath path) => Some.DesktopEvidence(Now) with
    {
        SessionHost = Some.Of(Some.Avd(Now) with { Status = "Unavailable", LastHeartBeat = Now - TimeSpan.FromMinutes(20) }, Now, Vantage.ControlPlane),
        Path = Some.Of(path, Now, Vantage.ControlPlane),
        Guest = Some.Of(Shut(null, null), Now),
    };

    public static GuestFacts Shut(int? id, string? text) => Some.Desktop() with { Avd = Some.Desktop().Avd! with { Broker = false, Event = id, EventText = text, EventAt = id is null ? null : Now - TimeSpan.FromMinutes(3) } };

    public static Reading<NetworkFacts> Listed(RuleState state, string? above) => Some.Of(new NetworkFacts([new RuleFacts(Outward, state, [], above)], null, null), Now, Vantage.ControlPlane);

    /// <summary>Off for an hour; stopped by somebody of whom the activity log knows, or by nobody.</summary>
    public static HostEvidence Off(string power, string? by = null) => Some.Evidence(Now) with
    {
        Machine = Some.Of(new MachineFacts(power, false, Now - TimeSpan.FromHours(1), "Succeeded"), Now, Vantage.ControlPlane),
        Probe = Some.Knock(Now, ProbeOutcome.Timeout),
        Changes = Some.Of(new Changes(by is null ? [] : [new Change(Now - TimeSpan.FromHours(1), "MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION", Some.HostId.Value, by)]), Now, Vantage.Logs),
        Guest = Reading<GuestFacts>.Missing($"not collected: the machine is {power}", "guest collector", Vantage.Guest, Now),
    };

    /// <summary>It runs, and nothing of it is heard.</summary>
    public static HostEvidence Dark(IReadOnlyList<string> marks) => ListenerSamples.Silent(Some.Evidence(Now) with { Probe = Some.Knock(Now, ProbeOutcome.Timeout), Boot = Some.Of(new BootFacts(true, marks, true), Now, Vantage.ControlPlane) });

    public static HostEvidence Beneath(HostEvidence evidence, string said, bool planned) => evidence with { Platform = Some.Of(new PlatformHealth(said) { Planned = planned }, Now, Vantage.ControlPlane) };

    public static HostEvidence Failing(ConnectionFailures failures, long successes) => Some.DesktopEvidence(Now) with
    {
        Logs = Some.Of(Some.Logs(Now) with { Connections = [failures], Successes = new ConnectionCount(successes, successes, successes > 0 ? Now : null) }, Now, Vantage.Logs),
    };

    public static HostEvidence Attacked(long rows, long addresses, bool warned = false) => Some.Evidence(Now) with
    {
        Logs = Some.Of(
            Some.Logs(Now) with
            {
                Logons = [new LogonFailures("0xc000006a", rows, 3, addresses, Now)],
                Events = warned ? [new LogEvent("Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin", "Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1006, 3, Now, "a large number of incomplete connections")] : [],
            },
            Now,
            Vantage.Logs),
    };

    private static HostEvidence Nat(NatFacts facts) => Some.Evidence(Now) with { LoadBalancing = Some.Of(new LoadBalancing([]) { NatRules = [facts] }, Now, Vantage.ControlPlane) };

    private static Reading<LogFacts> Crashed(LogFacts logs) => Some.Of(logs with { Events = [new LogEvent("System", "Microsoft-Windows-Kernel-Power", 41, 2, Now - TimeSpan.FromMinutes(20), "The system has rebooted without cleanly shutting down first.")] }, Now, Vantage.Logs);
}
