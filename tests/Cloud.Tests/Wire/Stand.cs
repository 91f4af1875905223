using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.Demo;
using RdpMedic.Cli.Emulation;
using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.Wire;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Certificates;
using RdpMedic.Emulator.World.Demo;
using RdpMedic.Emulator.World.Listeners;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Tests.Wire;

/// <summary>The product's adapters with the genuine SDKs, before the emulator's wires, on a clock that a test moves.</summary>
public sealed class Stand : IAsyncLifetime
{
    private readonly CertificateFactory certificates = new();
    private readonly AddressPlan addresses = AddressPlan.Take();
    private ServiceProvider? services;
    private LocalAzure? azure;

    public ManualClock Clock { get; } = new();

    public Fleet Fleet { get; private set; } = null!;

    public FleetLife Life { get; private set; } = null!;

    /// <summary>How the SDKs are pointed at it.</summary>
    public LocalClients Azure { get; private set; } = null!;

    public LogStore Logs { get; } = new();

    public ConcurrentQueue<TraceLine> Trace { get; } = [];

    /// <summary>The wires, for who assigns a role.</summary>
    public LocalAzure Roles => azure!;

    public T Get<T>()
        where T : notnull => services!.GetRequiredService<T>();

    public IRepair Repair(string kind) => services!.GetServices<IRepair>().First(repair => repair.Kind == kind);

    public async Task<Host> HostAsync(string name) => (await Get<IHosts>().ListAsync(TestContext.Current.CancellationToken)).First(host => host.Name == name);

    public StepWork Work(Host host, Step step, StepPhase phase, string? captured = null, int attempt = 1) => new(CaseId.For(host.Id, 1), host, step, 0, phase, attempt, captured, "nonce-1");

    /// <summary>Takes rights away, actions or a role by its name, and gives all others.</summary>
    public void Withhold(params IReadOnlyList<string> rights) => azure!.Withhold(rights);

    /// <summary>Lets world time pass and what is due happen.</summary>
    public void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        Life.Advance();
    }

    public async ValueTask InitializeAsync()
    {
        Fleet = new FleetBuilder(certificates.Make, addresses.Octet).Build(20, 1, Clock);
        Life = new FleetLife(Fleet, certificates, [], Logs.Append, 1);
        azure = new LocalAzure(Fleet, Life, Logs, Trace.Enqueue);
        await azure.StartAsync(CancellationToken.None);
        Azure = new LocalClients(azure.Connection);
        Life.Advance();
        services = new ServiceCollection().AddRdpMedic(Azure.Options(), DesiredState.Of(Fleet), Azure.Endpoints(), Azure.Identities(), Clock).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await services!.DisposeAsync();
        Life.Dispose();
        Azure.Dispose();
        await azure!.DisposeAsync();
        addresses.Dispose();
        certificates.Dispose();
    }
}
