using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Simulation.Ports;

/// <summary>What a dry run would send needs the Azure SDKs, which are not here; that it takes time and may fail is.</summary>
public sealed class Rehearsals(Line line) : IRehearsal
{
    public Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan, CaseId caseId, CancellationToken cancellationToken) => line.ReadAsync<IReadOnlyList<RehearsedStep>>(Service.Azure, () => []);
}
