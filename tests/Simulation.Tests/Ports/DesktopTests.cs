using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Simulation.Ports;
using RdpMedic.Simulation.Processes;
using RdpMedic.Simulation.Time;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Tests.Ports;

/// <summary>What the simulation knows of a session host's newest connection is what the product knows: its rows, when they are there.</summary>
public sealed class DesktopTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private static readonly Host Host = new() { Id = new HostId("/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/avd-1"), Name = "avd-1", Role = HostRole.Pooled, Pool = new PoolId("hp"), SessionHostId = "/hostpools/hp/sessionhosts/avd-1.corp.example" };

    private readonly LogStore store = new();

    private DateTimeOffset? Newest(DateTimeOffset? app = null, DateTimeOffset? world = null) => Desktop.LastConnectionIn(store, new KqlEngine(store), Host, app ?? Now, world ?? app ?? Now);

    private void Connected(TimeSpan ago, TimeSpan delay, string state = "Connected", string host = "AVD-1.corp.example") =>
        store.Append("WVDConnections", Now - ago, Now - ago + delay, new Dictionary<string, object?>(StringComparer.Ordinal) { ["State"] = state, ["SessionHostName"] = host });

    [Fact]
    public void A_connection_is_known_once_its_row_has_come()
    {
        Connected(ago: TimeSpan.FromMinutes(9), delay: TimeSpan.FromMinutes(1));
        Connected(ago: TimeSpan.FromMinutes(2), delay: TimeSpan.FromMinutes(5));
        Newest().ShouldBe(Now.AddMinutes(-9));
        Newest(Now.AddMinutes(3)).ShouldBe(Now.AddMinutes(-2));
    }

    [Fact]
    public void A_session_without_a_row_of_this_host_is_not_known()
    {
        Connected(TimeSpan.FromMinutes(2), TimeSpan.Zero, state: "Started");
        Connected(TimeSpan.FromMinutes(2), TimeSpan.Zero, host: "avd-2.corp.example");
        Connected(TimeSpan.FromMinutes(61), TimeSpan.Zero);
        Newest().ShouldBeNull();
    }

    [Fact]
    public void Where_the_table_is_not_collected_no_connection_is_known()
    {
        Connected(TimeSpan.FromMinutes(2), TimeSpan.Zero);
        store.Forget("WVDConnections");
        Newest().ShouldBeNull();
    }

    [Fact]
    public void Rows_are_asked_for_by_the_clock_of_the_app()
    {
        Connected(TimeSpan.FromMinutes(2), TimeSpan.Zero);
        Newest(app: Now.AddMinutes(-3), world: Now).ShouldBeNull();
    }

    [Fact]
    public void A_workspace_that_is_down_hides_the_connection_and_nothing_else()
    {
        var agenda = new Agenda(Now);
        var (dice, chaos) = (new Dice(1), new Chaos(Now) { LogOutages = [(Now.AddMinutes(10), Now.AddMinutes(20))] });
        var azure = new SimulatedAzure(agenda, dice, chaos, hosts: 24, seed: 1);
        var (machine, session) = azure.Fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).Select(one => (azure.Fleet.Machines[one.Machine], one)).First();
        azure.Logs.Append("WVDConnections", Now, Now, new Dictionary<string, object?>(StringComparer.Ordinal) { ["State"] = "Connected", ["SessionHostName"] = LastConnection.NameOf(session.Id) });
        machine.Guest.Sessions.Add(new Session { Id = 1, User = "ann", Since = Now.AddMinutes(5), Until = Now.AddHours(1) });
        var line = new Line(agenda, dice, chaos, new Process("app", agenda), _ => { });
        var desktop = new Desktop(azure, line, line, new Hands(azure, (_, _, _) => { }, _ => { }), agenda.Clock);
        Read(TimeSpan.FromMinutes(1)).LastConnection.ShouldBe(Now);
        var down = Read(TimeSpan.FromMinutes(12));
        (down.LastConnection, down.Sessions).ShouldBe((null, 1));
        Read(TimeSpan.FromMinutes(21)).LastConnection.ShouldBe(Now);

        SessionHostFacts Read(TimeSpan after)
        {
            agenda.RunUntil(Now + after, () => { });
            var reading = desktop.ReadAsync(Inventory.Of(azure, machine), CancellationToken.None);
            agenda.RunUntil(Now + after + TimeSpan.FromMinutes(1), () => { });
            reading.IsCompletedSuccessfully.ShouldBeTrue();
            return reading.Result.Value!;
        }
    }
}
