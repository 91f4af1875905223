using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// Azure or AVD itself has an incident: Resource Health calls the machine unavailable without anybody having stopped it, or the AVD service writes errors that it
/// calls its own. A repair would treat a symptom of something that passes; the case waits, says so, and looks again.
/// </summary>
public sealed class ServiceIncident : IFailure
{
    public FailureId Id { get; } = new(FailureIds.ServiceIncident);

    public IReadOnlyList<Detector> Detectors { get; } = [new Detector(FailureIds.ServiceIncident, Queries.Detect(nameof(ServiceIncident)), SignalWeight.Statistical)];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.Platform) is { Planned: false, Incident: { } said }) cite.For(evidence.Platform, $"Azure reports an incident beneath it: {said}");
        var beneath = cite.Supports.Exists(citation => citation.Vantage == Vantage.ControlPlane);
        var own = OfService(host, evidence);
        foreach (var one in own) cite.For(evidence.Logs, $"{one.Symbol}, which the AVD service calls its own error, {one.Rows} times of {one.Users} people from {one.Networks} networks");
        if (!beneath && own.Count == 0) return null;
        var works = Passing.Works(host, evidence) && !(own.Count > 0 && (evidence.Logs.Value?.Successes?.Rows ?? 0) == 0);
        return cite.Diagnose(Id, 0.9, beneath ? "Azure reports an incident of the platform beneath the host" : "the AVD service writes errors of its own for several people")! with { Decisive = true, PersonOnly = true, Part = works ? Part.Bystander : Part.Cause };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var said = evidence.Platform.Value is { Planned: false, Incident: { } beneath } ? beneath : OfService(host, evidence) is [var first, ..] ? $"{first.Symbol}, an error of the AVD service" : null;
        return new Plan
        {
            Failure = Id,
            Waits = said is null ? null : Passing.Platform(said),
            ForPerson = Handover.To("whoever talks to Azure support", $"look at Service Health for Virtual Machines and Azure Virtual Desktop in the region of {host.Name}, and open a support request if it names nothing: {said ?? "the incident is over"}. Nothing is to be repaired on the host meanwhile.", host.IsSessionHost ? "hosts in another region, if there are any." : null),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    private static List<ConnectionFailures> OfService(Host host, HostEvidence evidence) => host.IsSessionHost ? evidence.Logs.Value?.Connections?.Where(one => one is { ServiceError: true, Broad: true }).ToList() ?? [] : [];
}
