using RdpMedic.Healing;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;

namespace RdpMedic.Simulation.Processes;

/// <summary>The parts that an app is composed of, as they are. A mutant overrides one: that is the only way in which a deliberate bug gets in.</summary>
public class Parts
{
    public virtual string Name => "the product";

    public virtual Policy Policy(Policy policy) => policy;

    public virtual IReadOnlyList<IFailure> Failures(IReadOnlyList<IFailure> failures) => failures;

    public virtual IReadOnlyList<IGate> Gates(IReadOnlyList<IGate> gates) => gates;

    public virtual ICases Cases(ICases cases) => cases;

    public virtual IDocuments Documents(IDocuments documents) => documents;

    public virtual ILeases Leases(ILeases leases) => leases;

    public virtual IRepair Repair(IRepair repair) => repair;

    public virtual IGuestCollector Collector(IGuestCollector collector) => collector;

    public virtual ICertificates Certificates(ICertificates certificates) => certificates;

    public virtual ISecurityRules Rules(ISecurityRules rules) => rules;

    public virtual IMessages Messages(IMessages messages) => messages;

    public virtual bool Resumes => true;

    /// <summary>From a delivered message to its settlement.</summary>
    public virtual Task HandleAsync(string body, string? session, Func<Message, Task<TurnEnd>> turn, ISettlement settlement, CancellationToken cancellationToken) =>
        Delivery.HandleAsync(body, session, turn, settlement, cancellationToken);
}
