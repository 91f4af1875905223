using RdpMedic.Healing.Cases;

namespace RdpMedic.Cli.Demo;

/// <summary>The last line of <c>demo --json</c>; <c>schemas/demo.schema.json</c> says the same.</summary>
/// <param name="Hosts">In the fleet.</param>
/// <param name="Broken">Hosts that a fault befell, those that nobody enrolled not counted.</param>
/// <param name="Unsafe">Things that must never happen and did.</param>
/// <param name="Failures">By the failure that really was there.</param>
/// <param name="AzureCalls">HTTP calls by service.</param>
/// <param name="Messages">Handled by the queue functions.</param>
/// <param name="Seconds">On the wall.</param>
/// <param name="Outcomes">Each broken host, what the product found, and how its case ended: the same for the same seed, but for what is said.</param>
public sealed record DemoSummary(int Hosts, int Broken, int Healed, int Escalated, int Unverified, int Unsafe, IReadOnlyDictionary<string, FailureCount> Failures, IReadOnlyDictionary<string, int> AzureCalls, int Messages, double Seconds, IReadOnlyList<HostOutcome> Outcomes)
{
    public static DemoSummary Of(DemoRun run, IReadOnlyList<HostVerdict> all, int unsafeCount)
    {
        var verdicts = all.Where(verdict => verdict.Outcome is not null || !verdict.AsExpected).ToList();
        return new DemoSummary(
            run.World.Hosts.Count,
            verdicts.Count,
            Count(verdicts, CaseState.Healed),
            Count(verdicts, CaseState.Escalated),
            Count(verdicts, CaseState.Unverified),
            unsafeCount,
            new SortedDictionary<string, FailureCount>(verdicts.GroupBy(verdict => verdict.Failure, StringComparer.Ordinal).ToDictionary(group => group.Key, group => new FailureCount(Count(group, CaseState.Healed), Count(group, CaseState.Escalated), Count(group, CaseState.Unverified)), StringComparer.Ordinal), StringComparer.Ordinal),
            run.World.Calls,
            run.Messages,
            Math.Round(run.WallTime.TotalSeconds, 1),
            [.. verdicts.OrderBy(verdict => verdict.Host, StringComparer.Ordinal).Select(verdict => new HostOutcome(verdict.Host, verdict.Cause, verdict.Outcome, verdict.Proof))]);
    }

    private static int Count(IEnumerable<HostVerdict> verdicts, CaseState state) => verdicts.Count(verdict => verdict.Outcome == state);
}

/// <summary>How cases of one failure ended.</summary>
public sealed record FailureCount(int Healed, int Escalated, int Unverified);

/// <summary>One broken host.</summary>
/// <param name="Said">How the cure was proved, or why there is none; moments in it differ from run to run.</param>
public sealed record HostOutcome(string Host, string? Cause, CaseState? Outcome, string? Said);
