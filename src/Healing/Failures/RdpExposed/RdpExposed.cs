using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// The residue of somebody's fix: a profile of the Windows firewall is switched off, or a security rule lets the whole internet in to the RDP port. It
/// explains no trouble, so it is named and in nobody's way. A profile is switched on again only where a setting asks for that; a rule is never ours.
/// </summary>
public sealed class RdpExposed : IFailure
{
    public FailureId Id { get; } = new(FailureIds.RdpExposed);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        if (cite.Read(evidence.Guest)?.Firewall.ProfilesOff is { Count: > 0 } off) cite.For(evidence.Guest, $"the firewall profile {string.Join(" and ", off)} is switched off");
        foreach (var rule in cite.Read(evidence.Network)?.OpenToAll ?? []) cite.For(evidence.Network, $"{rule} lets the whole internet in to the RDP port");
        return cite.Diagnose(Id, 0.9, "RDP is open to more than it has to be") is { } found
            ? found with { Part = Part.Bystander, PersonOnly = !Mends(host, evidence, policy) }
            : null;
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var said = new List<string>();
        if (evidence.Guest.Value?.Firewall.ProfilesOff is { Count: > 0 } off) said.Add($"on {host.Name}, once rules for what it serves are in place: Set-NetFirewallProfile -Name {string.Join(',', off)} -Enabled True.");
        foreach (var rule in evidence.Network.Value?.OpenToAll ?? []) said.Add($"narrow the sources of {rule} to your administrators' networks, or use just-in-time access or Bastion: az network nsg rule update --ids {rule} --source-address-prefixes <prefixes>. Ask first who still comes in through it.");
        if (said.Count == 0) said.Add($"nothing of {host.Name} could be read.");
        return new Plan
        {
            Failure = Id,
            Rungs = Mends(host, evidence, policy)
                ? [new Rung([GuestSteps.Script(StepNames.TurnFirewallOn, "firewall-repair", "firewall-verify", "Apply", Risk.R1, [KeyValuePair.Create(StepArguments.ParameterPrefix + "Change", "profile-on")]).Once(host, "firewall profile-on")], "switch the firewall profile on again")]
                : [],
            ForPerson = Handover.To("the network security team", string.Join(" ", said)),
            ProofWithin = TimeSpan.FromMinutes(3),
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt) => Proof.Connects(host, after, appliedAt);

    /// <summary>Asked for by a setting, and nobody else owns it. On pooled AVD hosts only: they serve nothing inbound, and what another machine serves without a rule nobody here knows.</summary>
    private static bool Mends(Host host, HostEvidence evidence, Policy policy) =>
        policy.MendResidue && host.Role == HostRole.Pooled && evidence.Guest.Value is { Firewall.ProfilesOff.Count: > 0 } guest && SettingOwner.OfFirewall(guest) is null;
}
