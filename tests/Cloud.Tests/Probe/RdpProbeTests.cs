using RdpMedic.Cloud.Probe;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Cloud.Tests.Probe;

/// <summary>The probe against the world's real sockets.</summary>
public sealed class RdpProbeTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly CertificateFactory certificates = new();
    private readonly AddressPlan addresses = AddressPlan.Take();
    private readonly Fleet fleet;
    private readonly ListenerSet listeners;

    public RdpProbeTests()
    {
        fleet = new FleetBuilder(certificates.Make, addresses.Octet).Build(8, 1, clock);
        listeners = new ListenerSet(fleet);
        listeners.Reconcile();
    }

    private Machine Machine => fleet.Machines["vm-01"];

    public void Dispose()
    {
        listeners.Dispose();
        addresses.Dispose();
        certificates.Dispose();
    }

    private async Task<ProbeFacts> LookAsync(Action<Break>? breaking = null)
    {
        breaking?.Invoke(new Break(fleet, certificates.Make));
        listeners.Reconcile();
        var options = new CloudOptions { Subscriptions = [], Workspaces = [], ServiceBus = "x", ProbeTimeout = TimeSpan.FromSeconds(2) };
        var host = new Host { Id = new HostId("/x/vm-01"), Name = "vm-01", Role = HostRole.Workload, Pool = new PoolId("p"), PrivateAddress = Machine.Address };
        return await new RdpProbe(options, clock).ProbeAsync(host, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_healthy_host_answers_with_the_certificate_that_it_is_bound_to()
    {
        var facts = await LookAsync();
        facts.Outcome.ShouldBe(ProbeOutcome.Answered);
        facts.Thumbprint.ShouldBe(Machine.Guest.BoundThumbprint);
        facts.NotAfter!.Value.ShouldBe(Machine.Guest.Bound!.NotAfter, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_stopped_service_is_a_refused_port() => (await LookAsync(b => b.Host("vm-01", "termservice-down", "stopped"))).Outcome.ShouldBe(ProbeOutcome.Refused);

    [Fact]
    public async Task A_deleted_rule_is_silence() => (await LookAsync(b => b.Host("vm-01", "nsg-deny", "deleted"))).Outcome.ShouldBe(ProbeOutcome.Timeout);

    [Fact]
    public async Task A_key_that_the_service_cannot_read_fails_in_TLS()
    {
        var facts = await LookAsync(b => b.Host("vm-01", "cert-key-access", "denied"));
        (facts.Outcome, facts.Ending).ShouldBe((ProbeOutcome.TlsFailed, ProbeEnding.TlsReset));
    }

    [Fact]
    public async Task An_expired_certificate_is_still_shown_with_its_date()
    {
        var facts = await LookAsync(b => b.Host("vm-01", "cert-custom-invalid", "expired"));
        facts.Outcome.ShouldBe(ProbeOutcome.Answered);
        facts.NotAfter!.Value.ShouldBeLessThan(clock.GetUtcNow());
    }

    [Fact]
    public async Task A_rule_that_is_put_back_opens_the_way_again()
    {
        (await LookAsync(b => b.Host("vm-01", "nsg-deny", "altered"))).Outcome.ShouldBe(ProbeOutcome.Timeout);
        var group = fleet.SecurityGroups[Machine.SecurityGroup!];
        group.Rules["allow-rdp-inside"] = group.Rules["allow-rdp-inside"] with { Ports = ["3389"] };
        (await LookAsync()).Outcome.ShouldBe(ProbeOutcome.Answered);
    }
}
