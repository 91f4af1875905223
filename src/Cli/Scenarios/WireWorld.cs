using RdpMedic.Cli.Emulation;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire.Token;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Breakage;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Emulator.World.Telemetry;
using RdpMedic.Simulation.Scenarios;
using RdpMedic.Simulation.Scenarios.Building;
using RdpMedic.Simulation.Scenarios.Playing;

namespace RdpMedic.Cli.Scenarios;

/// <summary>The world of one scenario with sockets: real listeners on the loopback network, real certificates, and the local Azure before it. Its time stands still until somebody moves it.</summary>
internal sealed class WireWorld : IAsyncDisposable
{
    private readonly CertificateFactory certificates = new();
    private readonly AddressPlan addresses = AddressPlan.Take();

    /// <param name="people">Those whom the scenario names; they may sign in to the app.</param>
    /// <exception cref="IOException">No loopback network is free.</exception>
    public WireWorld(ScenarioFile file, IReadOnlyList<SignIn> people)
    {
        var scenario = file.Scenario;
        Clock = new PacedClock(file.Start);
        World = ScenarioWorld.Build(file, certificates.Make, addresses.Octet, Clock, LocalAzure.ActorObject);
        var logs = new LogStore();
        Append = logs.Append;
        Life = new FleetLife(World.Fleet, certificates, [], Telemetry.Around(logs.Append, World), scenario.Seed)
        {
            HasDesktops = scenario.Traffic.Desktops,
            HasNoise = scenario.Traffic.Noise,
            HasMachineUsers = false,
        };
        Breaking = new Break(World.Fleet, certificates.Make);
        Azure = new LocalAzure(World.Fleet, Life, logs, Calls.Saw, null, people, () => scenario.Telemetry.Outages.Any(outage => Clock.GetUtcNow() >= outage.From && Clock.GetUtcNow() < (outage.Until ?? World.End)));
        // Every identity has exactly what its role gives; an opt-in role is assigned where the scenario's settings ask for what needs it, as its operator would.
        if (World.Policy.RegisterHosts) Azure.Assign("registration");
    }

    public PacedClock Clock { get; }

    public ScenarioWorld World { get; }

    public FleetLife Life { get; }

    public Break Breaking { get; }

    /// <summary>Puts a row into the workspace as it is.</summary>
    public AppendRow Append { get; }

    public LocalAzure Azure { get; }

    public WireCalls Calls { get; } = new();

    public async ValueTask DisposeAsync()
    {
        Life.Dispose();
        await Azure.DisposeAsync();
        addresses.Dispose();
        certificates.Dispose();
    }
}
