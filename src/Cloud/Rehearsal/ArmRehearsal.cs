using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Microsoft.Extensions.DependencyInjection;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>
/// Composes the repairs and their adapters a second time, by the same lines, over a transport that sends no write. One composition per rehearsal: what one
/// would have written is not seen by another.
/// </summary>
public sealed class ArmRehearsal(Endpoints endpoints, Identities identities, Workspaces workspaces, Policy policy, TimeProvider clock) : IRehearsal
{
    /// <summary>For the whole of it, in wall time: a turn has 30 seconds, and what was not rehearsed by then is named. Default 20 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan, CaseId caseId, CancellationToken cancellationToken)
    {
        var (reading, acting) = (ArmOptions.Reading(endpoints), ArmOptions.Acting(endpoints));
        var tape = new RecordingTransport(endpoints.Transport ?? acting.Transport);
        foreach (var options in new[] { reading, acting })
        {
            options.Transport = tape;
            options.Retry.MaxRetries = 0;
        }

        await using var services = new ServiceCollection()
            .AddSingleton(clock)
            .AddSingleton(workspaces)
            .AddSingleton(policy)
            .AddRepairs(new ArmClient(identities.Reader, null, reading), new ArmClient(identities.Actor, null, acting))
            .BuildServiceProvider();
        return await new LadderWalk(services.GetServices<IRepair>(), tape, host, caseId).WalkAsync(plan, Patience, cancellationToken);
    }
}
