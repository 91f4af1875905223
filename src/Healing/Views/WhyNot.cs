using System.Globalization;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Views;

/// <summary>The answer of an explanation in a few sentences: what stands in the way of everything first, then the newest case, then what nobody looks at.</summary>
internal static class WhyNot
{
    public static string Said(ExplainFacts facts, IReadOnlyList<GateView> gates, Policy policy, DateTimeOffset now)
    {
        var sentences = new List<string>();
        if (facts.Gates.Host is not { } host) sentences.Add("The inventory does not know this host any more, so nothing is done on it.");
        else if (!host.Enrolled) sentences.Add($"The host is not enrolled, so nothing is done on it. ({Closed(gates, GateNames.Enrolled)?.Limit})");
        else if (host.Role == HostRole.Protected) sentences.Add("The host is protected: it is looked at from outside only, and whatever is wrong with it is for a person.");
        if (Closed(gates, GateNames.Paused) is { } paused) sentences.Add($"No step starts while {(facts.Gates.Paused is null ? paused.Reason : $"everything is paused: {paused.Reason}")}.");
        if (facts.File.Case is { } last) sentences.Add(Of(last, gates));
        else sentences.Add(facts.Sweep is { } sweep ? string.Create(CultureInfo.InvariantCulture, $"Nothing is known to be wrong with it: it never had a case, and the look over the fleet at {sweep.At:u} opened none.") : "It never had a case, and no look over the fleet has ended yet.");
        if (CaseMachine.QuietUntil(facts.File.Case, policy) is { } quiet && quiet > now) sentences.Add(string.Create(CultureInfo.InvariantCulture, $"The same signals open no new case before {quiet:u}."));
        if (facts.Sweep?.NotCollected is { Count: > 0 } missing) sentences.Add($"Not looked at by the last sweep: {string.Join("; ", missing)}.");
        return string.Join(' ', sentences);
    }

    private static string Of(Case c, IReadOnlyList<GateView> gates) => c.State switch
    {
        CaseState.Suspected => string.Create(CultureInfo.InvariantCulture, $"Case {c.Id} suspects a fault since {c.OpenedAt:u} and waits whether it persists: {string.Join("; ", c.Signals.Select(signal => $"{signal.Detector}: {signal.Detail}").Distinct(StringComparer.Ordinal))}."),
        CaseState.Diagnosing => $"Case {c.Id} is being diagnosed.",
        CaseState.Planned => $"Case {c.Id} has a plan for {c.Failure}.",
        CaseState.Waiting => $"Case {c.Id} ({c.Failure}) waits. {Reasons(c, gates)}",
        CaseState.AwaitingApproval => $"Case {c.Id} ({c.Failure}) waits for an approval of plan {c.Plan?.Hash}. {Reasons(c, gates)}",
        CaseState.Repairing or CaseState.Verifying or CaseState.Undoing => $"Case {c.Id} ({c.Failure}) is under repair: {c.State}.",
        CaseState.Healed => $"It was repaired: case {c.Id} ended as Healed. {c.Ending?.Reason}",
        _ => $"Case {c.Id}{(c.Failure is { } failure ? $" ({failure})" : "")} ended as {c.State}. {c.Ending?.Reason}",
    };

    /// <summary>The gates that are closed now, beside those that were closed when the case last asked.</summary>
    private static string Reasons(Case c, IReadOnlyList<GateView> gates)
    {
        var closed = gates.Where(gate => gate.State == GateState.Closed && gate.Gate != GateNames.FreshEvidence).Select(gate => $"{gate.Gate}: {gate.Reason} (limit: {gate.Limit})").ToList();
        var before = string.Join("; ", c.Refusals);
        if (closed.Count > 0) return $"Closed now: {string.Join("; ", closed)}.";
        return before.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"When it last asked: {before}. It looks again at {c.DueAt:u}.") : string.Create(CultureInfo.InvariantCulture, $"It looks again at {c.DueAt:u}.");
    }

    private static GateView? Closed(IReadOnlyList<GateView> gates, string name) => gates.FirstOrDefault(gate => gate.Gate == name && gate.State == GateState.Closed);
}
