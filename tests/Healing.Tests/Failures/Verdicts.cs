using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Tests.Support;

namespace RdpMedic.Healing.Tests.Failures;

/// <summary>Short ways to ask the catalogue about one host.</summary>
internal static class Verdicts
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 3, 3, 0, 0, TimeSpan.Zero);

    public static IFailure Class(string id) => FailureCatalogue.All.Single(failure => failure.Id.Value == id);

    public static Diagnosis? Judge(string id, HostEvidence evidence, Host? host = null, Policy? policy = null) => Class(id).Judge(host ?? Some.Machine, evidence, policy ?? new Policy(), Now);

    public static Plan PlanOf(string id, HostEvidence evidence, Host? host = null, Policy? policy = null) => Class(id).PlanFor(host ?? Some.Machine, evidence, policy ?? new Policy());

    /// <summary>The names of the steps, rung by rung.</summary>
    public static IReadOnlyList<string> Ladder(this Plan plan) => [.. plan.Rungs.Select(rung => string.Join(" ", rung.Steps.Select(step => step.Name)))];

    /// <summary>Actionable diagnoses, best first.</summary>
    public static IReadOnlyList<Diagnosis> Ranked(HostEvidence evidence, Host? host = null, Policy? policy = null) => [.. FailureCatalogue.All
        .Select((failure, order) => (Diagnosis: failure.Judge(host ?? Some.Machine, evidence, policy ?? new Policy(), Now), Order: order))
        .Where(pair => pair.Diagnosis is { Actionable: true })
        .OrderBy(pair => pair.Diagnosis!, Diagnosis.ByRank).ThenBy(pair => pair.Order)
        .Select(pair => pair.Diagnosis!)];

    public static Cure Prove(string id, HostEvidence after, Host? host = null, Plan? plan = null) => Class(id).Prove(host ?? Some.Machine, after, plan ?? PlanOf(id, after, host), Now - TimeSpan.FromMinutes(1));
}
