using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>Azure maintains the platform beneath the host, or AVD upgrades its agent. It passes by itself: nothing is done, and it is looked at again.</summary>
public sealed class PlatformMaintenance : IFailure
{
    public FailureId Id { get; } = new(FailureIds.PlatformMaintenance);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Platform) is { Planned: true, Incident: { } said }) cite.For(evidence.Platform, $"Azure maintains the platform beneath it: {said}");
        var planned = cite.Supports.Count > 0;
        if (cite.Read(evidence.Machine)?.Maintenance is { } announced) cite.For(evidence.Machine, announced);
        if (!planned) return cite.Diagnose(Id, 0.8, "Azure has announced maintenance of the machine") is { } ahead ? ahead with { Part = Part.Bystander, PersonOnly = true } : null;
        return cite.Diagnose(Id, 0.9, "Azure is maintaining the platform beneath the host")! with { Decisive = true, PersonOnly = true, Part = Passing.Works(host, evidence) ? Part.Bystander : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        Waits = evidence.Platform.Value is { Planned: true, Incident: { } said } ? Passing.Platform(said) : null,
        ForPerson = Handover.To("whoever plans the fleet's maintenance", $"nothing is to be repaired on {host.Name} while Azure maintains it: {evidence.Platform.Value?.Incident ?? evidence.Machine.Value?.Maintenance ?? "see Resource Health"}. Where the announcement permits it, choose your own time: az vm perform-maintenance --ids {host.Id}."),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
