using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Ports;

/// <summary>Goes through a plan with the repairs that would do it, and with every write recorded instead of sent.</summary>
public interface IRehearsal
{
    /// <summary>All steps of all rungs, in the order of the ladder. What goes wrong for one step is that step's problem; nothing in Azure is changed in any case.</summary>
    /// <exception cref="RetriableException">Azure cannot be reached at all.</exception>
    Task<IReadOnlyList<RehearsedStep>> RehearseAsync(Host host, Plan plan, CaseId caseId, CancellationToken cancellationToken);
}
