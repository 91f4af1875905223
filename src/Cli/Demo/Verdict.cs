using RdpMedic.Emulator.World.Demo;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cli.Demo;

/// <summary>One broken host and what became of it.</summary>
/// <param name="Failure">What really broke.</param>
/// <param name="Outcome">The state of its case; null: there was none.</param>
/// <param name="Cause">What the product found.</param>
/// <param name="Evidence">One line of it.</param>
/// <param name="Steps">What was done, in order.</param>
/// <param name="Repair">From the fault to the end of the case, in world time.</param>
/// <param name="Proof">How it was proved, or why not.</param>
/// <param name="AsExpected">The case ended as it ought to, and the world agrees.</param>
public sealed record HostVerdict(string Host, string Failure, string Variant, CaseState? Outcome, string? Cause, string? Evidence, IReadOnlyList<string> Steps, TimeSpan? Repair, string? Proof, bool AsExpected);

/// <summary>Judges a demo: cases against the plan of faults and against the world.</summary>
public static class Verdict
{
    public static IReadOnlyList<HostVerdict> Of(WorldReport world, IReadOnlyList<Case> cases)
    {
        var byHost = cases.GroupBy(c => c.HostName, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        return [.. world.Faults.Select(fault => One(world, fault, Shared(world, fault, cases) ?? Decisive(byHost.GetValueOrDefault(fault.Host) ?? [])))];
    }

    /// <summary>A rule stands before several hosts: whichever case put it back healed it for all of them.</summary>
    private static Case? Shared(WorldReport world, PlannedFault fault, IReadOnlyList<Case> cases)
    {
        if (fault.Failure != "nsg-deny") return null;
        var behind = world.Hosts.Where(host => host.SecurityGroup == HostOf(world, fault.Host).SecurityGroup).Select(host => host.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return cases.Where(c => behind.Contains(c.HostName) && c.Steps.Any(step => step is { Applied: true, Reverted: false, Step.Name: "restore-security-rule" })).MinBy(c => c.OpenedAt);
    }

    /// <summary>The first case that found something; a later one may have found that all is well.</summary>
    private static Case? Decisive(List<Case> cases) => cases.OrderBy(c => c.OpenedAt).FirstOrDefault(c => c.State != CaseState.Suppressed) ?? cases.FirstOrDefault();

    private static HostVerdict One(WorldReport world, PlannedFault fault, Case? c)
    {
        var wrong = fault.Failure == "nsg-deny" && c?.HostName != fault.Host ? null : HostOf(world, fault.Host).Wrong;
        // The rule stands as listed: that fault is healed, whatever else its case found.
        var outcome = fault.Failure == "nsg-deny" && c is { Ended: true } && c.Steps.Any(step => step is { Applied: true, Reverted: false, Step.Name: "restore-security-rule" }) ? CaseState.Healed : c?.State;
        var expected = fault.Expected switch
        {
            Expectation.Healed => outcome == CaseState.Healed && wrong is null,
            Expectation.Escalated => c?.State is CaseState.Escalated or CaseState.Unverified && c.Ending?.Reason is { Length: > 0 },
            _ => c is null,
        };
        var citation = c?.Diagnoses is { Count: > 0 } found && found[0].Supports is { Count: > 0 } supports ? supports[^1] : null;
        return new HostVerdict(
            fault.Host,
            fault.Failure,
            fault.Variant,
            outcome,
            fault.Failure == "nsg-deny" && c?.Steps.Any(step => step.Step.Name == "restore-security-rule") == true ? fault.Failure : c?.Failure?.Value,
            citation is null ? null : $"{NameOf(citation.Vantage)}: {citation.Fact}",
            c is null ? [] : [.. c.Steps.Where(step => step.Applied || step.Problem is not null).Select(step => step.Step.Name + (step is { Reverted: true, Step.GiveBack: false } ? " (undone)" : ""))],
            c?.EndedAt - fault.At,
            c?.Ending?.Reason,
            expected);
    }

    private static HostReport HostOf(WorldReport world, string name) => world.Hosts.First(host => host.Name == name);

    private static string NameOf(Vantage vantage) => vantage.ToString().ToLowerInvariant();
}
