using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>A security admin rule of Virtual Network Manager denies RDP before any security group is asked. No group can overrule it, and it is never ours.</summary>
public sealed class AdminRuleDeny : IFailure
{
    public FailureId Id { get; } = new(FailureIds.AdminRuleDeny);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        if (cite.Read(evidence.Probe) is not { Outcome: ProbeOutcome.Timeout, Reached: true }) return null;
        if (cite.Read(evidence.Path)?.Denied is not { Admin: true } denied) return null;
        cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
        cite.For(evidence.Path, $"the security admin rule {denied.RuleName} of {denied.GroupName} denies TCP {denied.Port} from {denied.Peer}");
        return cite.Diagnose(Id, 0.95, $"the security admin rule {denied.RuleName} denies it, whatever the security groups say")! with { Decisive = true, PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var denied = evidence.Path.Value?.Denied;
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                "the team that runs Virtual Network Manager",
                $"the security admin rule {denied?.RuleName ?? "that denies RDP"} of {denied?.GroupName ?? "the network manager"} denies TCP {denied?.Port ?? host.RdpPort} from {denied?.Peer ?? "the operator's network"} to {host.Name}. No security group can overrule it: if it is not meant for this machine, add an Allow with a lower number to its rule collection, or take the machine's network out of the group, and commit the configuration in its region."),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
