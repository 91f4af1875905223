using System.Text.Json;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Views;

/// <summary>One line of a case's journal.</summary>
public sealed record TimelineEntry(DateTimeOffset At, CaseState From, CaseState To, string Said);

/// <summary>A case with all that is known of it.</summary>
/// <param name="PlanHash">What an approval has to name; null when there is no plan.</param>
/// <param name="Evidence">As it was when the plan was made; its parts are those of the collector, and more may come.</param>
public sealed record CaseView(
    CaseId CaseId,
    string Host,
    CaseState State,
    FailureId? Failure,
    IReadOnlyList<Diagnosis> Diagnoses,
    Plan? Plan,
    string? PlanHash,
    Approval? Approval,
    Rehearsal? Rehearsal,
    IReadOnlyList<TakenStep> Steps,
    IReadOnlyList<Refusal> Refusals,
    Ending? Ending,
    JsonElement? Evidence,
    IReadOnlyList<TimelineEntry> Timeline)
{
    public static CaseView Of(Case c, IReadOnlyList<JournalEntry> journal) => new(
        c.Id,
        c.HostName,
        c.State,
        c.Failure,
        c.Diagnoses,
        c.Plan,
        c.Plan?.Hash,
        c.Approval,
        c.Rehearsal,
        c.Steps,
        c.Refusals,
        c.Ending,
        c.EvidenceOfPlan is { } evidence ? JsonSerializer.SerializeToElement(evidence, Json.Options) : null,
        [.. journal.Select(entry => new TimelineEntry(entry.At, entry.From, entry.To, entry.Said))]);
}
