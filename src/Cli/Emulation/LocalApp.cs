using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cli.LocalHost;
using RdpMedic.Cloud;
using RdpMedic.Emulator.Wire.Admin;
using RdpMedic.Functions.Access;
using RdpMedic.Functions.Triggers;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cli.Emulation;

/// <summary>The deployed functions on this machine, with the SDKs' own clients before an emulator.</summary>
public sealed class LocalApp : IAsyncDisposable
{
    /// <summary>The key of the local functions. None of them asks for one: a key says nothing about who calls.</summary>
    public const string FunctionKey = "demo";

    private readonly ServiceBusClient bus;

    /// <param name="connection">The emulator.</param>
    /// <param name="tables">Connection string of a storage emulator that keeps the cases; null: they are kept in memory.</param>
    /// <param name="clock">World time.</param>
    /// <param name="onInvocation">Called when a function has run.</param>
    /// <exception cref="LocalHostException">A function is such that this host would run it differently from Azure.</exception>
    public LocalApp(EmulatorConnection connection, Policy policy, string? tables, TimeProvider clock, Action<Invocation> onInvocation)
    {
        Clients = new LocalClients(connection);
        bus = Clients.HostClient();
        Host = new LocalFunctionsHost(new LocalHostOptions
        {
            Assembly = typeof(AdvanceCase).Assembly,
            Services = new ServiceCollection().AddRdpMedic(Clients.Options(), policy, Clients.Endpoints(tables), Clients.Identities(), clock).AddDoor(Clients.Access(), Clients.Http),
            HostJson = Path.Combine(AppContext.BaseDirectory, "host.json"),
            Settings = Schedules,
            ServiceBusClients = new Dictionary<string, ServiceBusClient>(StringComparer.OrdinalIgnoreCase) { ["ServiceBusConnection"] = bus },
            Time = clock,
            FunctionKey = FunctionKey,
            OnInvocation = onInvocation,
        });
    }

    public LocalClients Clients { get; }

    public LocalFunctionsHost Host { get; }

    /// <summary>Where the app keeps its cases.</summary>
    public ICases Cases => Host.Services.GetRequiredService<ICases>();

    /// <summary>Where the app keeps what all instances share.</summary>
    public IDocuments Documents => Host.Services.GetRequiredService<IDocuments>();

    private static Dictionary<string, string> Schedules => new(StringComparer.OrdinalIgnoreCase)
    {
        ["CasesQueue"] = Queues.Cases,
        ["CertificatesQueue"] = Queues.Certificates,
        ["DetectSchedule"] = "0 */2 * * * *",
        ["ProbeSchedule"] = "30 */3 * * * *",
        ["CertificatesSchedule"] = "0 */10 * * * *",
        ["ResumeSchedule"] = "15 * * * * *",
    };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await bus.DisposeAsync();
        Clients.Dispose();
    }
}
