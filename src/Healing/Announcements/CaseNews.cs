using RdpMedic.Healing.Cases;

namespace RdpMedic.Healing.Announcements;

/// <summary>How a case stands, as short as a ticket needs it; the rest is read at <c>/api/cases/{id}</c>. Fields are only ever added.</summary>
public sealed record CaseNews
{
    public required CaseId CaseId { get; init; }

    public required string Host { get; init; }

    /// <summary>The host's pool; null before anybody looked at the host.</summary>
    public string? Pool { get; init; }

    public required CaseState State { get; init; }

    /// <summary>Rises with each state of one case: events that arrive out of order are put in order by it.</summary>
    public required int Turn { get; init; }

    /// <summary>The failure class; null while none is diagnosed.</summary>
    public string? Failure { get; init; }

    /// <summary>The proof of a cure, why a case ended otherwise, or what an approval is wanted for.</summary>
    public string? Reason { get; init; }

    /// <summary>What a person should do; null when nothing.</summary>
    public string? NextCommand { get; init; }

    /// <summary>The plan that an approval has to name; null where none is wanted.</summary>
    public string? PlanHash { get; init; }

    /// <summary>The case whose cure did not last; null: no relapse.</summary>
    public CaseId? RelapseOf { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Null: it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
