using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The VM agent is not ready. RDP works without it, so alone it is no fault of RDP: it is named beside what is found, because no script can look or repair
/// inside. Where RDP fails and the guest's own network answers, both are inside, and only a person can get there.
/// </summary>
public sealed class GuestAgentUnavailable : IFailure
{
    public FailureId Id { get; } = new(FailureIds.GuestAgentUnavailable);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Machine) is not { Running: true, AgentReady: false }) return null;
        cite.For(evidence.Machine, "the machine runs, and its guest agent is not ready: no script can look or repair inside");
        if (Passing.Works(host, evidence)) return cite.Diagnose(Id, 0.9, "the guest agent is not ready, and people connect all the same")! with { Part = Part.Bystander, PersonOnly = true };
        var probe = host.IsSessionHost ? null : cite.Read(evidence.Probe);
        // A reset or a silent accept comes from the guest itself: its network works, and what is wrong is in reach of nobody but a person.
        if (probe is { Reached: true, Outcome: not ProbeOutcome.Timeout })
        {
            cite.For(evidence.Probe, $"RDP ends with {probe.Ending}, which the guest itself answers");
            return cite.Diagnose(Id, 0.65, "RDP fails inside of the guest, and without its agent nobody can look there")! with { PersonOnly = true };
        }

        return cite.Diagnose(Id, 0.4, "the agent is silent, and so is everything else: the network or Windows itself explains both")! with { Part = Part.Contributes, PersonOnly = true };
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy) => new()
    {
        Failure = Id,
        ForPerson = Handover.To(
            "the Azure operators",
            $"the VM agent of {host.Name} is not ready. It needs 168.63.129.16 on TCP 80 and 32526: look first whether a rule, a route or a proxy stops that. Inside (RDP, Bastion or serial console): Get-Service RdAgent, WindowsAzureGuestAgent; Restart-Service WindowsAzureGuestAgent. If nobody gets in, restart it once when nobody works on it: az vm restart --ids {host.Id}; redeploy is the last resort and loses the temporary disk.",
            Passing.Works(host, evidence) ? "people connect; only repairs from here are not possible." : null),
    };

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);
}
