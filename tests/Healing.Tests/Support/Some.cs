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
        Services = new Dictionary<string, GuestService>(StringComparer.Ordinal) { ["TermService"] = new(termService, "Manual", "NT Authority\\NetworkService", termService == "Running" ? 900 : 0) },
        Listener = new GuestListener(3389, listening ?? termService == "Running", 900),
        Rdp = new GuestRdp(0, null, 3389, 2, 1, 3),
        Certificate = new GuestCertificate("AA11", 3, true, true, true, new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero), true, "CN=vm-1"),
        Firewall = new GuestFirewall(true, false),
        Sessions = new GuestSessions(0, 0),
    };

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
        Guest = Reading<GuestFacts>.Of(Guest(), "guest collector", Vantage.Guest, at),
    };

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
