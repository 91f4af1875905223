using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Tests.Support;

/// <summary>Any valid value; tests change with <c>with</c> only what they are about.</summary>
public static class Some
{
    public static HostId HostId { get; } = new("/subscriptions/s/resourceGroups/rg-one/providers/Microsoft.Compute/virtualMachines/vm-1");

    public static Host Machine { get; } = new()
    {
        Id = HostId,
        Name = "vm-1",
        Role = HostRole.Workload,
        Enrolled = true,
        Pool = new PoolId("rg-one"),
        PrivateAddress = "10.0.0.4",
        Running = true,
    };

    public static Host SessionHost { get; } = Machine with { Role = HostRole.Pooled, SessionHostId = "/hostpools/hp/sessionhosts/vm-1", Pool = new PoolId("hp") };

    public static DesiredRule Rule { get; } = new()
    {
        NetworkSecurityGroup = "/subscriptions/s/resourceGroups/rg-one/providers/Microsoft.Network/networkSecurityGroups/nsg-1",
        Name = "allow-rdp-office",
        Priority = 300,
        Sources = ["10.9.0.0/16"],
        Destinations = ["*"],
        Ports = ["3389"],
    };

    public static Signal Signal(DateTimeOffset at, long sweep, SignalWeight weight = SignalWeight.Decisive) =>
        new(HostId, "termservice-down", weight, at, 3, "The Remote Desktop Services service terminated unexpectedly.", sweep);

    public static GuestFacts Guest(string termService = "Running", bool? listening = null) => new()
    {
        Nonce = "n",
        Os = new GuestOs("10.0.20348", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), false, "AD"),
        Services = new Dictionary<string, GuestService>(StringComparer.Ordinal)
        {
            ["TermService"] = new(termService, "Manual", "NT Authority\\NetworkService", termService == "Running" ? 900 : 0),
            ["SessionEnv"] = new("Running", "Manual"),
            ["UmRdpService"] = new("Running", "Manual"),
            ["ProfSvc"] = new("Running", "Auto"),
            ["AppReadiness"] = new("Stopped", "Manual"),
            ["Netlogon"] = new("Running", "Auto"),
            ["W32Time"] = new("Running", "Manual"),
            ["Dhcp"] = new("Running", "Auto"),
            ["mpssvc"] = new("Running", "Auto"),
        },
        Listener = new GuestListener(3389, listening ?? termService == "Running", 900) { Owner = (listening ?? termService == "Running") ? "svchost" : null },
        Rdp = new GuestRdp(0, null, 3389, 2, 1, 3),
        Certificate = new GuestCertificate("AA11", 3, true, true, true, new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero), true, "CN=vm-1"),
        Firewall = new GuestFirewall(true, false) { ProfilesOff = [], PortCovered = true },
        Sessions = new GuestSessions(0, 0),
        Server = new GuestServer(1, 0, 0, 4294967295, 0, (listening ?? termService == "Running") ? "Listen" : null),
        Policies = new Dictionary<string, long>(StringComparer.Ordinal),
        Owners = [],
        Tls = new GuestTls(null, null, null, false, null, false) { Tspkg = "10.0.20348.2700" },
        Network = new GuestNetwork(1, true, ["10.0.0.4"], true, null, true),
        Domain = new GuestDomain("corp.example", true, true, 0.2, "dc01.corp.example"),
        Licensing = new GuestLicensing(false, null, null, [], null),
        Rights = new GuestRights(["S-1-5-32-544", "S-1-5-32-555"], [], 2),
        Resources = new GuestResources(45, 57, 40, 45, 20, "svchost"),
        Logon = new GuestLogon(0, 0),
        Graphics = new GuestGraphics(null, 0, 0),
        Servicing = new GuestServicing([], "KB5036909", new DateTimeOffset(2026, 2, 10, 0, 0, 0, TimeSpan.Zero)),
    };

    /// <summary>The inside of a healthy AVD session host.</summary>
    public static GuestFacts Desktop() => Guest() with
    {
        Services = new Dictionary<string, GuestService>(Guest().Services, StringComparer.Ordinal) { ["RDAgentBootLoader"] = new("Running", "Auto"), ["frxsvc"] = new("Running", "Auto") },
        Certificate = new GuestCertificate("CC33", 1, true, true, true, new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), true, "CN=vm-1"),
        Avd = new GuestAvd(true, false, "1.0.9742.2500", "1.0.2404.16760", "Listen", 1, 1, true),
        Fslogix = new GuestFslogix(true, null, null, null, true, 0),
    };

    /// <summary>The guest with one of its services changed.</summary>
    public static GuestFacts With(this GuestFacts guest, string service, Func<GuestService, GuestService> change) => guest with
    {
        Services = new Dictionary<string, GuestService>(guest.Services, StringComparer.Ordinal) { [service] = change(guest.Services[service]) },
    };

    /// <summary>Logs that were collected, and in which nothing is wrong.</summary>
    public static LogFacts Logs(DateTimeOffset at) => new() { Events = [], Logons = [], Connections = [], Successes = new ConnectionCount(3, 3, at - TimeSpan.FromMinutes(2)), Heartbeat = at - TimeSpan.FromMinutes(1) };

    /// <summary>An AVD session host as the service reports it when all is well.</summary>
    public static SessionHostFacts Avd(DateTimeOffset at) => new("Available", [], true, 0, 0, 0, at - TimeSpan.FromSeconds(20), at - TimeSpan.FromMinutes(2));

    /// <summary>Evidence of a healthy plain machine.</summary>
    public static HostEvidence Evidence(DateTimeOffset at) => new()
    {
        Host = HostId,
        At = at,
        Machine = Reading<MachineFacts>.Of(new MachineFacts("running", true, at - TimeSpan.FromDays(2), "Succeeded"), "instance view", Vantage.ControlPlane, at),
        Probe = Reading<ProbeFacts>.Of(new ProbeFacts(ProbeOutcome.Answered, null, "AA11", "CN=vm-1", at + TimeSpan.FromDays(300), true), "probe", Vantage.Probe, at),
        Network = Reading<NetworkFacts>.Of(new NetworkFacts([], null, null), "network security groups", Vantage.ControlPlane, at),
        LoadBalancing = Reading<LoadBalancing>.Of(new LoadBalancing([]), "load balancers", Vantage.ControlPlane, at),
        SessionHost = Reading<SessionHostFacts>.Missing("not collected: no AVD host", "AVD", Vantage.ControlPlane, at),
        Certificate = Reading<CertificateFacts>.Missing("not collected: no certificate named", "Key Vault", Vantage.Vault, at),
        Changes = Reading<Changes>.Of(new Changes([]), "activity log", Vantage.Logs, at),
        Logs = Reading<LogFacts>.Of(Logs(at), "logs of the last half hour", Vantage.Logs, at),
        Guest = Reading<GuestFacts>.Of(Guest(), "guest collector", Vantage.Guest, at),
    };

    /// <summary>Evidence of a healthy AVD session host.</summary>
    public static HostEvidence DesktopEvidence(DateTimeOffset at) => Evidence(at) with
    {
        Probe = Reading<ProbeFacts>.Missing("not collected: AVD hosts connect outward; a probe tells nothing", "probe", Vantage.Probe, at),
        SessionHost = Reading<SessionHostFacts>.Of(Avd(at), "AVD session host", Vantage.ControlPlane, at),
        Guest = Reading<GuestFacts>.Of(Desktop(), "guest collector", Vantage.Guest, at),
    };

    /// <summary>A knock that ends this way, from a vantage that reached the host before.</summary>
    public static Reading<ProbeFacts> Knock(DateTimeOffset at, ProbeOutcome outcome, int? failure = null) => Reading<ProbeFacts>.Of(new ProbeFacts(outcome, failure, null, null, null, Reached: true), "probe", Vantage.Probe, at);

    /// <summary>One write with a body, and one that takes it back.</summary>
    public static RehearsedStep Rehearsed(int rung, Step step) => new(
        rung,
        step.Name,
        step.Risk,
        [new AzureCall("PUT", $"{HostId}/x?api-version=1", "1", "If-Match: W/\"1\"", Message.BodyOf(new { properties = new { wanted = true } }), "a/b/write")],
        [new AzureCall("DELETE", $"{HostId}/x?api-version=1", "1", null, null, "a/b/delete")],
        null);

    public static Reading<T> Of<T>(T value, DateTimeOffset at, Vantage vantage = Vantage.Guest)
        where T : class => Reading<T>.Of(value, "test", vantage, at);
}
