using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Time;

namespace RdpMedic.Simulation.Tests.Scenarios;

/// <summary>From fields to the world and the settings.</summary>
public sealed class BindingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);

    private static ScenarioWorld Build(string text)
    {
        var made = 0;
        return ScenarioWorld.Build(ScenarioFile.Read("s.yaml", $"name: a\nexpect: {{}}\n{text}"), (subject, _, from, to, readable) => new StoredCertificate { Pkcs12 = [], Thumbprint = $"{++made:X40}", Subject = subject, NotBefore = from, NotAfter = to, KeyReadable = readable }, 64, new Agenda(Start).Clock);
    }

    private static Machine Host(string fields) => Build($"hosts:\n  vm-1: {fields}\n").Fleet.Machines["vm-1"];

    [Fact]
    public void Any_field_of_the_guest_is_set_by_its_name()
    {
        var guest = Host("{guest: {joinType: Entra, denyPolicy: 1, firewallPorts: [3389, 5000], owners: [mdm-rdp], policies: {MaxIdleTime: 5}, tls: {tls12Enabled: 0}, resources: {diskFreePercent: 1.5}, unreadable: {firewall: denied}, agent: {registered: false}}}").Guest;
        guest.JoinType.ShouldBe("Entra");
        guest.DenyPolicy.ShouldBe(1);
        guest.FirewallPorts.ShouldBe([3389, 5000]);
        guest.Owners.ShouldBe(["mdm-rdp"]);
        guest.Policies["MaxIdleTime"].ShouldBe(5);
        guest.Tls.Tls12Enabled.ShouldBe(0);
        guest.Resources.DiskFreePercent.ShouldBe(1.5);
        guest.Unreadable["firewall"].ShouldBe("denied");
        guest.Agent!.Registered.ShouldBeFalse();
    }

    [Fact]
    public void Services_are_changed_by_name_and_null_takes_one_out()
    {
        var services = Host("{guest: {services: {TermService: {state: Stopped}, UmRdpService: null, frxsvc: {state: Running}}}}").Guest.Services;
        services["TermService"].State.ShouldBe("Stopped");
        services["TermService"].Start.ShouldBe("Manual");
        (services.ContainsKey("frxsvc"), services.ContainsKey("UmRdpService")).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("+3d", 72)]
    [InlineData("-2h", -2)]
    [InlineData("in 1h30m", 1.5)]
    [InlineData("now", 0)]
    [InlineData("2026-03-02T06:00:00Z", 1)]
    public void Moments_count_from_the_start(string moment, double hours) => Host($"{{guest: {{bootedAt: \"{moment}\"}}}}").Guest.BootedAt.ShouldBe(Start.AddHours(hours));

    [Fact]
    public void A_certificate_is_described_and_bound_by_its_name()
    {
        var guest = Host("{guest: {certificates: {old: {expires: -1d, keyReadable: false, serverAuth: true, bind: true}}}}").Guest;
        guest.Bound!.NotAfter.ShouldBe(Start.AddDays(-1));
        guest.Bound.KeyReadable.ShouldBeFalse();
        guest.BoundType.ShouldBe(3);
        guest.Certificates.Count.ShouldBe(2);
    }

    [Fact]
    public void The_certificate_of_the_vault_is_spoiled_in_the_guest_alone()
    {
        var world = Build("vaults: {kv: {certificates: {rdp: {expires: +9d}}}}\nhosts: {vm-1: {certificate: rdp, guest: {certificates: {rdp: {keyReadable: false}}}}}\n");
        world.Fleet.Machines["vm-1"].Guest.Bound!.KeyReadable.ShouldBeFalse();
        world.Fleet.Vault.Certificates["rdp"].Versions[^1].Certificate.KeyReadable.ShouldBeTrue();
        world.Fleet.Vault.Certificates["rdp"].Versions[^1].Certificate.NotAfter.ShouldBe(Start.AddDays(9));
    }

    [Fact]
    public void Counted_hosts_bear_their_numbers_and_are_members_by_one_name()
    {
        var world = Build("vaults: {kv: {certificates: {\"rdp-vm-{n}\": {count: 11}}}}\nhosts: {\"vm-{n}\": {count: 11, certificate: \"rdp-{name}\"}}\nloadBalancers: {lb: {listed: [rdp], pools: {rdp: {members: {vm: {adminState: Down}}}}}}\n");
        world.Fleet.Machines.Keys.ShouldBe([.. Enumerable.Range(1, 11).Select(number => $"vm-{number:00}")]);
        world.Fleet.Machines["vm-07"].MayReadSecret.ShouldBe("rdp-vm-07");
        world.Fleet.LoadBalancers["lb"].Pools["rdp"].Members["vm-11"].ShouldBe(new BackendMember("vm-11", world.Fleet.Machines["vm-11"].Address, "Down"));
        world.Policy.Backends.ShouldHaveSingleItem().Members.Count.ShouldBe(11);
    }

    [Fact]
    public void Settings_are_those_of_the_product_and_names_become_ids()
    {
        var policy = Build("hosts: {vm-1: {securityGroup: nsg}}\npools: {hp: {}}\nnetworkSecurityGroups: {nsg: {listed: [rdp], rules: {rdp: {priority: 310}}}}\nsettings: {maxActing: 7, cooldown: 1h30m, settle: \"00:05:00\", autonomy: Approve, autonomyByPool: {hp: observe, rg-app: Suggest}, quotas: {restart-termservice: {most: 2, per: 1h}}, windows: [{day: Saturday, from: \"22:00\", lasts: 4h}], rules: [{networkSecurityGroup: nsg, name: other}]}\n").Policy;
        policy.MaxActing.ShouldBe(7);
        policy.Cooldown.ShouldBe(TimeSpan.FromMinutes(90));
        policy.Settle.ShouldBe(TimeSpan.FromMinutes(5));
        policy.Autonomy.ShouldBe(Autonomy.Approve);
        policy.AutonomyByPool.Values.ShouldBe([Autonomy.Observe, Autonomy.Suggest]);
        policy.AutonomyByPool.Keys.ShouldAllBe(id => id.StartsWith("/subscriptions/", StringComparison.Ordinal) && !id.Any(char.IsUpper));
        policy.Quotas.ShouldHaveSingleItem().Value.ShouldBe(new Quota(2, TimeSpan.FromHours(1)));
        policy.Windows.ShouldHaveSingleItem().From.ShouldBe(new TimeOnly(22, 0));
        policy.Rules.Select(rule => rule.Name).ShouldBe(["rdp", "other"]);
        policy.Rules.ShouldAllBe(rule => rule.NetworkSecurityGroup.EndsWith("/networkSecurityGroups/nsg", StringComparison.Ordinal));
        policy.Freshness.ShouldBe(new Policy().Freshness);
    }

    [Fact]
    public void What_was_changed_can_be_taken_back()
    {
        var world = Build("hosts: {vm-1: {guest: {owners: [gpo]}}}\nfaults: [{on: vm-1, set: {power: stopped, guest: {owners: [], services: {TermService: {state: Stopped}, SessionEnv: null}, certificates: {own: {expires: -1d}}, agent: {registered: false}}}}]\n");
        var machine = world.Fleet.Machines["vm-1"];
        var (own, set) = (machine.Guest.BoundThumbprint, world.Scenario.Faults[0].Set!);
        var back = world.Making.Undoable(() => set.World.Fill(machine, world.Making));
        machine.Power.ShouldBe(Power.Stopped);
        machine.Guest.Bound!.NotAfter.ShouldBe(Start.AddDays(-1));
        back();
        machine.Power.ShouldBe(Power.Running);
        machine.Guest.Owners.ShouldBe(["gpo"]);
        machine.Guest.Services["TermService"].State.ShouldBe("Running");
        machine.Guest.Services.ContainsKey("SessionEnv").ShouldBeTrue();
        machine.Guest.BoundThumbprint.ShouldBe(own);
        machine.Guest.Certificates.ShouldHaveSingleItem();
        machine.Guest.Agent.ShouldBeNull();
    }
}
