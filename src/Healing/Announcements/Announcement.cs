using System.Globalization;
using RdpMedic.Healing.Cases;

namespace RdpMedic.Healing.Announcements;

/// <summary>
/// Tells the topic <c>case-events</c> what a person or a ticket system acts on: an approval that is wanted, a repair that begins, and every end. What happens in
/// between is in the journal. Told at least once and never instead of the work: a topic that takes nothing holds up no case.
/// </summary>
public static class Announcement
{
    /// <summary>The topic.</summary>
    public const string Topic = "case-events";

    /// <summary>The kind of the message that carries one to the topic; no queue ever sees it.</summary>
    public const string Kind = "announce";

    /// <summary>What could not be told for so long is told no more: the case itself is still there to be read.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(1);

    /// <summary>The events' types by the state that they tell of.</summary>
    public static IReadOnlyDictionary<CaseState, string> Types { get; } = new Dictionary<CaseState, string>
    {
        [CaseState.AwaitingApproval] = "rdpmedic.case.approval-wanted",
        [CaseState.Repairing] = "rdpmedic.case.repair-begun",
        [CaseState.Healed] = "rdpmedic.case.healed",
        [CaseState.Unverified] = "rdpmedic.case.unverified",
        [CaseState.Escalated] = "rdpmedic.case.escalated",
        [CaseState.Suppressed] = "rdpmedic.case.suppressed",
        [CaseState.Cancelled] = "rdpmedic.case.cancelled",
        [CaseState.Observed] = "rdpmedic.case.observed",
    };

    /// <summary>
    /// Names what there is to be told of a case as it is now; null: nothing. The same name is told once: a case that looks again every few minutes while it waits for an
    /// approval says nothing new.
    /// </summary>
    public static string? NameOf(Case c) => Types.TryGetValue(c.State, out var type)
        ? c.Ended ? $"{c.Id}/{type}" : string.Create(CultureInfo.InvariantCulture, $"{c.Id}/{type}/{c.Plan?.Hash}/{c.Rung}")
        : null;

    /// <summary>The message for the topic.</summary>
    /// <param name="c">A case of which there is something to be told.</param>
    public static OutboxMessage Of(Case c, DateTimeOffset now)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{c.Id}/{c.Turn}/event");
        var cloud = new CloudEvent(id, c.Host.Value, Types[c.State], c.Id.Value, c.EndedAt ?? now, NewsOf(c));
        return new OutboxMessage(Topic, c.Key, id, new Message { Kind = Kind, CaseId = c.Id, HostId = c.Host, Turn = c.Turn, Body = Message.BodyOf(cloud) }, now);
    }

    private static CaseNews NewsOf(Case c) => new()
    {
        CaseId = c.Id,
        Host = c.HostName,
        Pool = c.HostSeen?.Pool.Value,
        State = c.State,
        Turn = c.Turn,
        Failure = c.Failure?.Value,
        Reason = c.Ended ? c.Ending?.Reason : c.State == CaseState.AwaitingApproval ? string.Join("; ", c.Refusals) : c.Diagnoses is [var first, ..] ? first.Because : null,
        NextCommand = c.Ending?.NextCommand,
        PlanHash = c.State == CaseState.AwaitingApproval ? c.Plan?.Hash : null,
        RelapseOf = c.Relapse?.Of,
        OpenedAt = c.OpenedAt,
        EndedAt = c.EndedAt,
    };
}
