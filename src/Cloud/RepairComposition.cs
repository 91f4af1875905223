using Azure.ResourceManager;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cloud.Evidence;
using RdpMedic.Cloud.Logs;
using RdpMedic.Cloud.Machines;
using RdpMedic.Cloud.Network;
using RdpMedic.Cloud.VirtualDesktop;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud;

/// <summary>The repairs and the adapters that they write through. One list for the real thing and for its rehearsal, so that a new repair is in both or in none.</summary>
internal static class RepairComposition
{
    /// <summary>Wants a clock, the policy and the <see cref="Workspaces"/> to be there already.</summary>
    public static IServiceCollection AddRepairs(this IServiceCollection services, ArmClient reader, ArmClient actor)
    {
        services.AddSingleton(sp => new MachineReader(reader, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMachines>(sp => sp.GetRequiredService<MachineReader>()).AddSingleton<IRunCommands>(sp => new RunCommands(actor, sp.GetRequiredService<MachineReader>()));
        services.AddSingleton<ISecurityRules>(new SecurityRules(reader, actor)).AddSingleton<IBackendPools>(new BackendPools(reader, actor));
        services.AddSingleton<ISessionHosts>(sp => new SessionHosts(reader, actor, sp.GetRequiredService<Workspaces>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPower>(new MachinePower(actor));
        services.AddSingleton<IChanges, ActivityLog>();
        services.AddSingleton<IRegistrationTokens>(sp => new RegistrationTokens(actor, sp.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<IRepair, RestoreSecurityRule>().AddSingleton<IRepair, ChangeBackend>().AddSingleton<IRepair, DrainSessionHost>().AddSingleton<IRepair, RunScript>().AddSingleton<IRepair, RegisterSessionHost>().AddSingleton<IRepair, StartMachine>().AddSingleton<IRepair, RestoreNatRule>();
    }
}
