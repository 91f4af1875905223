using Azure.Core;
using Azure.Messaging.ServiceBus;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using Azure.Security.KeyVault.Certificates;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cloud.Certificates;
using RdpMedic.Cloud.Doctor;
using RdpMedic.Cloud.Evidence;
using RdpMedic.Cloud.Health;
using RdpMedic.Cloud.Hosts;
using RdpMedic.Cloud.Logs;
using RdpMedic.Cloud.Machines;
using RdpMedic.Cloud.Messages;
using RdpMedic.Cloud.Network;
using RdpMedic.Cloud.Probe;
using RdpMedic.Cloud.Rehearsal;
using RdpMedic.Cloud.Tables;
using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Certificates;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Memory;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;
using RdpMedic.Healing.Views;

namespace RdpMedic.Cloud;

/// <summary>The identities. What parses logs cannot write, what looks into guests can do nothing else, and what acts is used by nothing else.</summary>
/// <param name="Reader">Has the diagnose role.</param>
/// <param name="Inspector">Has the inspect role: runs the read-only collector in guests.</param>
/// <param name="Actor">Has the repair role.</param>
/// <param name="Keeper">Keeps the workflow's queues and tables; knows no host.</param>
public sealed record Identities(TokenCredential Reader, TokenCredential Inspector, TokenCredential Actor, TokenCredential Keeper);

/// <summary>Puts the product together over the Azure SDKs.</summary>
public static class Composition
{
    /// <exception cref="SettingsException">Options that cannot work; every problem is named.</exception>
    public static IServiceCollection AddRdpMedic(this IServiceCollection services, CloudOptions options, Policy policy, Endpoints endpoints, Identities identities, TimeProvider clock)
    {
        var problems = options.Problems().Concat(PolicyProblems.Of(policy)).ToList();
        if (options.TableEndpoint is null && endpoints.LocalTables is null && !options.AllowMemoryStorage) problems.Add("TableEndpoint: name the table service that keeps the cases, such as https://name.table.core.windows.net.");
        if (problems.Count > 0) throw new SettingsException(problems);
        services.AddSingleton(clock).AddSingleton(options).AddSingleton(policy);
        AddClients(services, options, endpoints, identities);
        AddPorts(services);
        AddStorage(services, options, endpoints, identities);
        services.AddSingleton(FailureCatalogue.All).AddSingleton(Gates.All);
        services.AddSingleton<CaseMachine>().AddSingleton<Effects>().AddSingleton<Turn>().AddSingleton<ResumeSweep>().AddSingleton<Intake>().AddSingleton<DeadLetters>();
        services.AddSingleton<HostDesk>().AddSingleton<FleetDesk>();
        services.AddSingleton<DetectSweep>().AddSingleton<ProbeSweep>().AddSingleton<CertificateSweep>().AddSingleton<CertificateTurn>();
        return services;
    }

    private static void AddClients(IServiceCollection services, CloudOptions options, Endpoints endpoints, Identities identities)
    {
        var reader = new ArmClient(identities.Reader, null, ArmOptions.Reading(endpoints));
        var actor = new ArmClient(identities.Actor, null, ArmOptions.Acting(endpoints));
        var logs = new LogsQueryClientOptions { Audience = endpoints.LogsAudience };
        if (endpoints.Transport is { } transport) logs.Transport = transport;
        // What is not answered is asked again by the next sweep, and a turn that waits for evidence has 30 seconds.
        (logs.Retry.MaxRetries, logs.Retry.MaxDelay) = (2, TimeSpan.FromSeconds(1));
        services.AddSingleton(new LogsQueryClient(endpoints.Logs, identities.Reader, logs));
        services.AddSingleton(Bus(options, endpoints, identities, new ServiceBusRetryOptions()));
        services.AddSingleton(new ResourceGraph(reader, options.Subscriptions)).AddSingleton<Workspaces>().AddRepairs(reader, actor);
        services.AddSingleton<INetworkView>(sp => new NetworkView(reader, sp.GetRequiredService<ResourceGraph>(), sp.GetRequiredService<MachineReader>(), sp.GetRequiredService<TimeProvider>())).AddSingleton<IBootLog>(new BootLog(reader, endpoints)).AddSingleton<CloserLook>();
        var inspector = new ArmClient(identities.Inspector, null, ArmOptions.Acting(endpoints));
        services.AddSingleton<IGuestCollector>(sp => new GuestCollector(new RunCommands(inspector, sp.GetRequiredService<MachineReader>()), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRehearsal>(sp => new ArmRehearsal(endpoints, identities, sp.GetRequiredService<Workspaces>(), sp.GetRequiredService<Policy>(), sp.GetRequiredService<TimeProvider>()));
        var vaults = new Vaults(Vault(options, endpoints, identities.Reader, null), Vault(options, endpoints, identities.Actor, 0));
        services.AddSingleton<ICertificates>(sp => new KeyVaultCertificates(vaults.Reader, vaults.Actor, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new Examination(
            endpoints, identities, options, sp.GetRequiredService<Policy>(), sp.GetRequiredService<IHosts>(), sp.GetRequiredService<Workspaces>(),
            Bus(options, endpoints, identities, KeepChecks.Once()), sp.GetRequiredService<SharedState>(), vaults, sp.GetRequiredService<IReadOnlyList<IFailure>>(), sp.GetRequiredService<TimeProvider>(),
            new InTime(InTime.Limit, TimeProvider.System)));
    }

    private static ServiceBusClient Bus(CloudOptions options, Endpoints endpoints, Identities identities, ServiceBusRetryOptions retry) =>
        new(options.ServiceBus, identities.Keeper, new ServiceBusClientOptions { CustomEndpointAddress = endpoints.ServiceBus, CertificateValidationCallback = endpoints.ServiceBusCertificate, RetryOptions = retry });

    private static void AddPorts(IServiceCollection services)
    {
        services.AddSingleton<IHosts, GraphHosts>().AddSingleton<ISignals, LogSignals>().AddSingleton<IHostLogs, HostLogs>().AddSingleton<DesiredState>();
        services.AddSingleton<IEvidence, EvidenceCollector>().AddSingleton<RdpProbe>();
        services.AddSingleton<IProbe>(sp => new PacedProbe(sp.GetRequiredService<RdpProbe>(), sp.GetRequiredService<SharedState>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMessages, ServiceBusMessages>();
        services.AddSingleton<SharedState>().AddSingleton<ILeases, Reservations>().AddSingleton<IPlatformHealth, GraphHealth>();
    }

    private static void AddStorage(IServiceCollection services, CloudOptions options, Endpoints endpoints, Identities identities)
    {
        var store = endpoints.LocalTables is { } local ? TableStore.Local(local) : options.TableEndpoint is { } endpoint ? TableStore.At(endpoint, identities.Keeper) : null;
        if (store is null) services.AddSingleton<ICases, MemoryCases>().AddSingleton<IDocuments, MemoryDocuments>();
        else services.AddSingleton<ICases>(new TableCases(store)).AddSingleton<IDocuments>(new TableDocuments(store));
    }

    private static CertificateClient? Vault(CloudOptions options, Endpoints endpoints, TokenCredential credential, int? retries)
    {
        if (options.Vault is null) return null;
        var how = new CertificateClientOptions { DisableChallengeResourceVerification = endpoints.AnyVaultResource };
        if (endpoints.Transport is { } transport) how.Transport = transport;
        if (retries is { } most) how.Retry.MaxRetries = most;
        return new CertificateClient(options.Vault, credential, how);
    }
}
