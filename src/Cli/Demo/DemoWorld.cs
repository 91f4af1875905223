using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;

namespace RdpMedic.Cli.Demo;

/// <summary>The emulated side of a demo: a fleet, its life, and the wires around it.</summary>
public sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>Three in the morning.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    private readonly CertificateFactory certificates = new();
    private readonly AddressPlan addresses = AddressPlan.Take();

    /// <exception cref="IOException">No loopback network is free.</exception>
    public DemoWorld(DemoOptions options, TraceFile trace)
    {
        Clock = new ScaledClock(Start, options.Scale);
        Fleet = new FleetBuilder(certificates.Make, addresses.Octet).Build(options.Hosts, options.Seed, Clock);
        Faults = FaultPlan.For(Fleet, options.Seed);
        var logs = new LogStore();
        Life = new FleetLife(Fleet, certificates, Faults, logs.Append, options.Seed);
        Life.Scripts.SabotageRepairs = options.SabotageRepairs;
        Azure = new LocalAzure(Fleet, Life, logs, trace.Add);
    }

    public ScaledClock Clock { get; }

    public Fleet Fleet { get; }

    public IReadOnlyList<PlannedFault> Faults { get; }

    public FleetLife Life { get; }

    public LocalAzure Azure { get; }

    public async ValueTask DisposeAsync()
    {
        Life.Dispose();
        await Azure.DisposeAsync();
        addresses.Dispose();
        certificates.Dispose();
    }
}
