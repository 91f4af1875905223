using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Views;

/// <summary>How the cases of one failure ended.</summary>
/// <param name="Failure">None: cases that were never diagnosed.</param>
/// <param name="Relapses">Cases whose cure before did not last.</param>
/// <param name="MedianMinutes">From the opening to Healed; null when none was healed.</param>
/// <param name="SlowestMinutes">The longest of these.</param>
public sealed record FailureReport(FailureId? Failure, int Cases, int Healed, int Escalated, int Unverified, int Relapses, double? MedianMinutes, double? SlowestMinutes);

/// <summary>How often a gate keeps an open case waiting now.</summary>
public sealed record GateCount(string Gate, int Cases);

/// <summary>The fleet as the inventory has it.</summary>
/// <param name="OnHold">Somebody asked to leave them alone.</param>
public sealed record FleetCount(int Hosts, int Enrolled, int Protected, int OnHold);

/// <summary>The last look over the fleet and what it did not use.</summary>
public sealed record SweepLine(DateTimeOffset At, int Sent, int Unknown, int NotEnrolled, IReadOnlyList<string> NotCollected);

/// <summary>What the product did within some days, and what it needs people for.</summary>
/// <param name="Complete">False: there were more cases than the report looks through; the oldest are missing.</param>
/// <param name="Cases">Opened within the time, by state.</param>
/// <param name="Waiting">Gates that are closed for open cases, as they last asked.</param>
/// <param name="ForPeople">Cases that ended with a person, newest first, at most fifty.</param>
/// <param name="Pause">The last word about a pause of everything.</param>
public sealed record Report(DateTimeOffset From, DateTimeOffset To, bool Complete, FleetCount Fleet, IReadOnlyDictionary<string, int> Cases, IReadOnlyList<FailureReport> Failures, IReadOnlyList<GateCount> Waiting, IReadOnlyList<CaseLine> ForPeople, PauseOrder? Pause, SweepLine? LastSweep);

/// <summary>Makes the report. Pure.</summary>
public static class Reporting
{
    /// <summary>Newest cases that the report looks through.</summary>
    public const int MostCases = 1000;

    private const int MostForPeople = 50;

    public static Report Of(IReadOnlyList<Case> newest, IReadOnlyList<Host> hosts, PauseOrder? pause, SweepReport? sweep, TimeSpan back, DateTimeOffset now)
    {
        var from = now - back;
        var cases = newest.Where(c => c.OpenedAt >= from || c.EndedAt >= from || !c.Ended).ToList();
        return new Report(
            from,
            now,
            newest.Count < MostCases || newest[^1].OpenedAt < from,
            new FleetCount(hosts.Count, hosts.Count(host => host.Enrolled), hosts.Count(host => host.Role == HostRole.Protected), hosts.Count(host => host.Hold is not null)),
            new SortedDictionary<string, int>(cases.GroupBy(c => c.State).ToDictionary(group => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(group.Key.ToString()), group => group.Count(), StringComparer.Ordinal), StringComparer.Ordinal),
            [.. cases.GroupBy(c => c.Failure).OrderBy(group => group.Key?.Value, StringComparer.Ordinal).Select(group => Line(group.Key, [.. group]))],
            [.. cases.Where(c => !c.Ended).SelectMany(c => c.Refusals.Select(refusal => refusal.Gate).Distinct(StringComparer.Ordinal)).GroupBy(gate => gate, StringComparer.Ordinal).Select(group => new GateCount(group.Key, group.Count())).OrderByDescending(count => count.Cases).ThenBy(count => count.Gate, StringComparer.Ordinal)],
            [.. cases.Where(c => c.State is CaseState.Escalated or CaseState.Unverified).OrderByDescending(c => c.EndedAt).Take(MostForPeople).Select(CaseLine.Of)],
            pause,
            sweep is { } seen ? new SweepLine(seen.At, seen.Sent, seen.Unknown, seen.NotEnrolled, seen.NotCollected) : null);
    }

    private static FailureReport Line(FailureId? failure, List<Case> cases)
    {
        var minutes = cases.Where(c => c is { State: CaseState.Healed, EndedAt: not null }).Select(c => Math.Round((c.EndedAt!.Value - c.OpenedAt).TotalMinutes, 1)).Order().ToList();
        return new FailureReport(
            failure,
            cases.Count,
            minutes.Count,
            cases.Count(c => c.State == CaseState.Escalated),
            cases.Count(c => c.State == CaseState.Unverified),
            cases.Count(c => c.Relapse is not null),
            minutes.Count == 0 ? null : minutes[minutes.Count / 2],
            minutes.Count == 0 ? null : minutes[^1]);
    }
}
