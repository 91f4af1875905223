using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Failures;

/// <summary>
/// A host that the operator listed in an RDP backend pool is not in it, or the pool's health probe asks the wrong port. The host itself answers.
/// Membership is put back; a probe serves every member, so changing it is a plan for a person.
/// </summary>
public sealed class LbMisconfig : IFailure
{
    public FailureId Id { get; } = new(FailureIds.LbMisconfig);

    public IReadOnlyList<Detector> Detectors { get; } = [];

    public Diagnosis? Judge(Host host, HostEvidence evidence, Policy policy, DateTimeOffset now)
    {
        var cite = new Cite();
        cite.Signals(evidence, Id.Value);
        if (cite.Read(evidence.LoadBalancing) is not { } balancing) return null;
        foreach (var pool in balancing.Pools)
        {
            if (!pool.Member) cite.For(evidence.LoadBalancing, $"{host.Name} is listed in pool {pool.Desired.Pool} and is not in it");
            else if (pool.AdminDown) cite.For(evidence.LoadBalancing, $"{host.Name} is set Down in pool {pool.Desired.Pool}");
            if (pool.ProbePort != pool.Desired.ProbePort) cite.For(evidence.LoadBalancing, $"the probe of {pool.Desired.Pool} asks port {pool.ProbePort}, listed is {pool.Desired.ProbePort}");
        }

        foreach (var rule in balancing.NatRules.Where(rule => !rule.AsListed))
            cite.For(evidence.LoadBalancing, rule.Present ? $"the inbound NAT rule {rule.Desired.Name} is not as listed: {string.Join(", ", rule.Differences)}" : $"the listed inbound NAT rule {rule.Desired.Name} is missing");
        if (!cite.Supports.Exists(citation => citation.Vantage != Vantage.Logs)) return null;
        var answers = cite.Read(evidence.Probe) is { Outcome: ProbeOutcome.Answered };
        if (answers) cite.For(evidence.Probe, "the host itself answers RDP");
        return cite.Diagnose(Id, answers ? 0.9 : 0.5, answers ? "the host answers, and the load balancer does not send people to it" : "the pool is not as listed, but the host does not answer either");
    }

    public Plan PlanFor(Host host, HostEvidence evidence, Policy policy)
    {
        var pools = evidence.LoadBalancing.Value?.Pools ?? [];
        var join = pools.Where(pool => (!pool.Member || pool.AdminDown) && pool.AddressBased && host.PrivateAddress is not null).ToList();
        var probe = pools.FirstOrDefault(pool => pool.ProbePort != pool.Desired.ProbePort);
        var moved = evidence.LoadBalancing.Value?.NatRules.Where(rule => rule.PortsOnly).ToList() ?? [];
        var nat = evidence.LoadBalancing.Value?.NatRules.FirstOrDefault(rule => !rule.AsListed);
        return new Plan
        {
            Failure = Id,
            Rungs = join.Count == 0 && moved.Count == 0 ? [] : [new Rung([.. moved.Select(rule => Restore(rule.Desired)), .. join.Select(pool => PoolSteps.Change(pool.Desired, host.PrivateAddress!, StepNames.JoinBackendPool, "join", giveBack: false))], join.Count > 0 ? "put the host back into its pool" : "put the ports of the listed NAT rule back")],
            ForPerson = probe is not null
                ? $"For the owner of the load balancer: set the health probe of {probe.Desired.LoadBalancer} back to port {probe.Desired.ProbePort}; it serves every member, so a person decides."
                : nat is not null ? Nat(nat)
                : $"For the owner of the load balancer: members that are listed by network interface can only be changed on the interface of {host.Name}: add its ip configuration to the pool.",
        };
    }

    public Cure Prove(Host host, HostEvidence after, Plan plan, DateTimeOffset appliedAt)
    {
        if (after.LoadBalancing.Value is not { } balancing) return new Cure(CureVerdict.CannotTell, $"The load balancer could not be read: {after.LoadBalancing.NotCollected}");
        if (balancing.Pools.Any(pool => !pool.Member || pool.AdminDown) || balancing.NatRules.Any(rule => !rule.AsListed)) return new Cure(CureVerdict.NotCured, "The host is not in rotation.");
        // It is in its pool again, which was what this was about; that it does not answer is another failure's.
        return after.Probe.Value is { Reached: true, Outcome: not ProbeOutcome.Answered } other
            ? new Cure(CureVerdict.Helped, $"The host is in its pool again; the host itself now ends with {other.Outcome}.")
            : Proof.Connects(host, after, appliedAt);
    }

    private static Step Restore(DesiredNatRule rule) => new()
    {
        Name = StepNames.RestoreNatRule,
        Kind = StepKinds.NatRule,
        Risk = Risk.R1,
        ListedState = true,
        Touches = [rule.LoadBalancer.ToLowerInvariant()],
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(rule) },
    };

    /// <summary>What a NAT rule leads to is written on the network interface, which we never write; and a rule that people use is its owner's.</summary>
    private static string Nat(NatFacts rule)
    {
        var parts = rule.Desired.LoadBalancer.Split('/');
        var where = parts.Length > 8 ? $"-g {parts[4]} --lb-name {parts[8]}" : "-g <group> --lb-name <balancer>";
        var ports = $"--frontend-port {rule.Desired.FrontendPort} --backend-port {rule.Desired.BackendPort}";
        return Handover.To(
            "the owner of the load balancer",
            rule.Present
                ? $"the inbound NAT rule {rule.Desired.Name} is not as listed ({string.Join(", ", rule.Differences)}): az network lb inbound-nat-rule update {where} -n {rule.Desired.Name} {ports}; where it leads elsewhere: az network nic ip-config inbound-nat-rule add {where} --inbound-nat-rule {rule.Desired.Name} --nic-name <nic of {rule.Desired.Host}> --ip-config-name <name>."
                : $"the listed inbound NAT rule {rule.Desired.Name} is missing: az network lb inbound-nat-rule create {where} -n {rule.Desired.Name} --protocol Tcp {ports}, then az network nic ip-config inbound-nat-rule add {where} --inbound-nat-rule {rule.Desired.Name} --nic-name <nic of {rule.Desired.Host}> --ip-config-name <name>.",
            "Bastion, or the private address over a VPN.");
    }
}
