using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Views;

/// <summary>A case in a list.</summary>
/// <param name="Why">How it ended, in words; null while it is open.</param>
/// <param name="NextCommand">What a person should do; null when nothing.</param>
/// <param name="PlanHash">What an approval has to name; null when there is no plan.</param>
/// <param name="WaitsFor">Gates that were closed when it last asked.</param>
/// <param name="DueAt">When it looks again; null when it ended.</param>
public sealed record CaseLine(CaseId CaseId, string Host, CaseState State, FailureId? Failure, DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, string? Why, string? NextCommand, string? PlanHash, DateTimeOffset? DueAt, IReadOnlyList<Refusal> WaitsFor)
{
    public static CaseLine Of(Case c) => new(c.Id, c.HostName, c.State, c.Failure, c.OpenedAt, c.EndedAt, c.Ending?.Reason, c.Ending?.NextCommand, c.Plan?.Hash, c.DueAt, c.Refusals);
}
