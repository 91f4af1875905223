using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// A security rule that the operator listed for RDP is missing or altered. Only that rule is put back, exactly as listed; a Deny above it that is
/// not ours is somebody's decision. AVD hosts need no inbound rule at all, so this class does not exist for them.
/// </summary>
public sealed class NsgDeny : IFailure
{
    public FailureId Id { get; } = new(FailureIds.NsgDeny);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        if (host.IsSessionHost) return null;
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        var network = cite.Read(evidence.Network);
        if (cite.Read(evidence.Probe) is { } probe)
        {
            if (probe is { Outcome: ProbeOutcome.Timeout, Reached: true }) cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
            else if (probe.Outcome == ProbeOutcome.Answered) cite.Against(evidence.Probe, "RDP answers from here");
        }

        if (network is null) return null;
        var off = network.Rules.Where(rule => rule.State != RuleState.AsListed).ToList();
        if (off.Count == 0) return null;
        foreach (var rule in off) cite.For(evidence.Network, $"{rule.Rule.Name} is {rule.State}{(rule.Differences.Count > 0 ? $": {string.Join(", ", rule.Differences)}" : "")}");
        return cite.Diagnose(Id, 0.9, $"the listed rule {off[0].Rule.Name} is {off[0].State}");
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var off = evidence.Network.Value?.Rules.Where(rule => rule.State != RuleState.AsListed).ToList() ?? [];
        var blocked = off.Find(rule => rule.ForeignDenyAbove is not null);
        return new Plan
        {
            Failure = Id,
            // Never above a Deny that is not ours: restoring beneath it would change nothing, and lifting it is not ours to decide.
            Rungs = off.Count == 0 || blocked is not null ? [] : [new Rung([.. off.Select(Restore)], "put the listed rule back as listed")],
            ForPerson = blocked is not null
                ? $"{blocked.ForeignDenyAbove} denies above the listed rule {blocked.Rule.Name} on {blocked.Rule.NetworkSecurityGroup}; ask whoever made it."
                : $"Compare the listed rules with the network security groups of {host.Name}; if something removes the rule again, change its repository instead.",
            ProofWithin = TimeSpan.FromMinutes(3),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        if (after.Network.Value is { } network && network.Rules.Any(rule => rule.State != RuleState.AsListed))
            return new Cure(CureVerdict.NotCured, "The listed rule is not as listed.");
        // Packets reach the guest again, so the network is as it should be; that something else is wrong there is no reason to close it again.
        return after.Probe.Value is { Outcome: not (ProbeOutcome.Timeout or ProbeOutcome.Answered), Reached: true } other
            ? new Cure(CureVerdict.Helped, $"The network lets people in again; the host itself now ends with {other.Outcome}.")
            : Proof.Connects(host, after, appliedAt);
    }

    private static Step Restore(RuleFacts rule) => new()
    {
        Name = StepNames.RestoreSecurityRule,
        Kind = StepKinds.SecurityRule,
        Risk = Risk.R1,
        ListedState = true,
        Touches = [rule.Rule.NetworkSecurityGroup.ToLowerInvariant()],
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(rule.Rule) },
    };
}
