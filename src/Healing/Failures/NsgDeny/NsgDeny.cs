using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// A network security group keeps RDP from a plain machine. A rule that the operator listed and that is missing or altered is put back, exactly as listed. Any
/// other deny is somebody's decision, or nobody's: it is named with its group, and given to a person. Closed by just-in-time access is no fault, and nothing
/// is written beneath or above its rule. AVD hosts need no inbound rule at all, so this class does not exist for them.
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
        var dropped = false;
        if (cite.Read(evidence.Probe) is { } probe)
        {
            dropped = probe is { Outcome: ProbeOutcome.Timeout, Reached: true };
            if (dropped) cite.For(evidence.Probe, "RDP times out from a vantage that reached it before");
            else if (probe.Outcome == ProbeOutcome.Answered) cite.Against(evidence.Probe, "RDP answers from here");
        }

        var path = dropped ? cite.Read(evidence.Path) : null;
        cite.NotCollected.AddRange(path?.NotCollected ?? []);
        if (path?.Denied is { Admin: true } admin) cite.Against(evidence.Path, $"the security admin rule {admin.RuleName} denies it before any group is asked");
        else if (path?.Denied is { } denied) cite.For(evidence.Path, $"{denied.RuleName} of {denied.GroupName} denies TCP {denied.Port} from {denied.Peer}");
        else if ((path?.Verified ?? path?.Inbound) is { } open) cite.Against(evidence.Path, $"{open.RuleName} lets TCP {open.Port} in from {open.Peer}");
        var off = Off(network);
        foreach (var rule in off) cite.For(evidence.Network, $"{rule.Rule.Name} is {rule.State}{(rule.Differences.Count > 0 ? $": {string.Join(", ", rule.Differences)}" : "")}");
        if (JustInTime(evidence) is { } just)
        {
            cite.For(evidence.Network, $"the rule {just} of just-in-time access denies everybody who did not ask");
            return cite.Diagnose(Id, dropped || off.Count > 0 ? 0.9 : 0.7, "just-in-time access closes it, as it is meant to")! with { Decisive = true, PersonOnly = true, Meant = true };
        }

        if (off.Count > 0)
        {
            var listed = cite.Diagnose(Id, 0.9, $"the listed rule {off[0].Rule.Name} is {off[0].State}");
            // Beneath a security admin rule putting it back opens nothing.
            return path?.Denied is { Admin: true } ? listed! with { Part = Part.Contributes } : listed;
        }

        return path?.Denied is { Admin: false } one
            ? cite.Diagnose(Id, 0.9, $"{one.RuleName} of {one.GroupName} denies it, and no listed rule is missing")! with { Decisive = true, PersonOnly = true }
            : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        if (JustInTime(evidence) is { } just) return Closed(host, evidence, just);
        var off = Off(evidence.Network.Value);
        if (off.Count == 0 && evidence.Path.Value?.Denied is { } denied) return Given(host, denied);
        var blocked = off.Find(rule => rule.ForeignDenyAbove is not null);
        return new Plan
        {
            Failure = Id,
            // Never above a Deny that is not ours: restoring beneath it would change nothing, and lifting it is not ours to decide.
            Rungs = off.Count == 0 || blocked is not null ? [] : [new Rung([.. off.Select(rule => ListedRule.Restore(rule.Rule))], "put the listed rule back as listed")],
            ForPerson = blocked is not null
                ? Handover.To("whoever made it", $"{blocked.ForeignDenyAbove} denies above the listed rule {blocked.Rule.Name} on {blocked.Rule.NetworkSecurityGroup}. Ask why; then lift it, or take the rule off the list.")
                : Handover.To("the network team", $"compare the listed rules with the network security groups of {host.Name}; if something removes the rule again, change its repository instead."),
            ProofWithin = TimeSpan.FromMinutes(3),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        if (Off(after.Network.Value).Count > 0) return new Cure(CureVerdict.NotCured, "The listed rule is not as listed.");
        // Packets reach the guest again, so the network is as it should be; that something else is wrong there is no reason to close it again.
        return after.Probe.Value is { Outcome: not (ProbeOutcome.Timeout or ProbeOutcome.Answered), Reached: true } other
            ? new Cure(CureVerdict.Helped, $"The network lets people in again; the host itself now ends with {other.Outcome}.")
            : Proof.Connects(host, after, appliedAt);
    }

    /// <summary>The rule of just-in-time access that keeps RDP out, or that stands above a listed rule which is not as listed; null: none does.</summary>
    private static string? JustInTime(HostEvidence evidence) => ClosedByJustInTime.Of(evidence)?.RuleName ?? Off(evidence.Network.Value).Select(rule => rule.ForeignDenyAbove).FirstOrDefault(JustInTimeAccess.Owns);

    /// <summary>Closed as it is meant to be. What other detectors saw inside, and nobody could look at, is still for a person.</summary>
    private Plan Closed(Host host, HostEvidence evidence, string rule)
    {
        var off = Off(evidence.Network.Value);
        // Beneath its rule a listed one may be off while somebody is let in.
        var state = ClosedByJustInTime.Of(evidence) is null ? $"Who gets in to {host.Name} is decided by just-in-time access ({rule}), and closed is its normal state." : $"RDP to {host.Name} is closed by just-in-time access ({rule}), which is its normal state.";
        var said = $"{state}{(off.Count > 0 ? $" {off[0].Rule.Name}, which is listed, is {off[0].State}; nothing is written while just-in-time access decides who comes in." : "")}";
        var ask = Handover.To("whoever needs to connect", $"ask for access to {host.Name} in Defender for Cloud (just-in-time machine access), for your own address and the hours that you need.{(off.Count > 0 ? $" For the network team: {off[0].Rule.Name} and just-in-time access are two answers to one question; take the rule off the list, or the machine out of just-in-time access." : "")}");
        var inside = evidence.Guest.Value is null ? evidence.Signals.Where(signal => signal.Detector != Id.Value && signal.Detector != ProbeSweep.Detector).Select(signal => $"{signal.Detector} ({signal.Detail})").Distinct(StringComparer.Ordinal).ToList() : [];
        return inside.Count == 0
            ? new Plan { Failure = Id, NoFault = said, ForPerson = ask }
            : new Plan { Failure = Id, ForPerson = $"{said} But the logs tell of {string.Join(", ", inside)}, and the guest was {evidence.Guest.NotCollected}: look inside, by the serial console or once access is granted. {ask}" };
    }

    /// <summary>A deny outside of the listed state.</summary>
    private Plan Given(Host host, FlowVerdict denied)
    {
        var where = denied.Group is { } group && group.Split('/') is { Length: > 8 } parts ? $"-g {parts[4]} --nsg-name {parts[8]}" : "-g <group> --nsg-name <nsg>";
        return new Plan
        {
            Failure = Id,
            ForPerson = Handover.To(
                $"the owner of {denied.GroupName}",
                (denied.ByDefault ? $"no rule of it lets TCP {denied.Port} in from {denied.Peer}" : $"its rule {denied.RuleName} denies TCP {denied.Port} from {denied.Peer}")
                + $". If people are meant to come from there, allow just that, with a lower number than the deny: az network nsg rule create {where} -n allow-rdp-from-inside --priority <number> --direction Inbound --access Allow --protocol Tcp --source-address-prefixes <prefixes> --destination-address-prefixes {host.PrivateAddress ?? "<address>"} --destination-port-ranges {denied.Port}. Never from the whole internet. List the rule under Rules, and it is put back by itself next time."),
        };
    }

    private static List<RuleFacts> Off(NetworkFacts? network) => network?.Rules.Where(rule => rule.State != RuleState.AsListed && rule.Rule.Direction == "Inbound").ToList() ?? [];
}
