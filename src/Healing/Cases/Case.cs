using System.Text.Json.Serialization;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;
using RdpMedic.Healing.Shared;
using RdpMedic.Healing.Signals;

namespace RdpMedic.Healing.Cases;

/// <summary>Where a case stands. The last six are terminal and never left.</summary>
public enum CaseState
{
    Suspected,
    Diagnosing,
    Planned,

    /// <summary>A gate is closed; <see cref="Case.Refusals"/> says which, its value and limit, and when it opens.</summary>
    Waiting,
    AwaitingApproval,
    Repairing,
    Verifying,
    Undoing,

    /// <summary>Cured, and proved from a vantage that reached the host before.</summary>
    Healed,

    /// <summary>Applied, and no vantage can prove it.</summary>
    Unverified,

    /// <summary>Handed to a person with the evidence, what was tried, and the exact next command.</summary>
    Escalated,

    /// <summary>Nothing to do, with the reason.</summary>
    Suppressed,
    Cancelled,

    /// <summary>Dry run or Observe: the plan stands, nothing was done.</summary>
    Observed,
}

/// <summary>What the case is about to do, or waits for. With the case it decides the one effect that comes next.</summary>
public enum Doing
{
    /// <summary>Nothing until the next message.</summary>
    Resting,
    CollectingEvidence,
    StartingCollector,
    LookingAtCollector,

    /// <summary>The plan is not to be done; which calls it would make is found out before the case ends.</summary>
    Rehearsing,
    ReadingGates,
    Reserving,
    PerformingStep,
    LookingAtStep,
    Releasing,
}

/// <summary>The step that is under way.</summary>
/// <param name="Index">Its place in <see cref="Case.Steps"/>.</param>
/// <param name="Phase">Capture, Apply, Verify or Revert.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="Handle">Of a started operation; null before it started.</param>
/// <param name="IssuedAt">Saved before an Apply or Revert is called; null before. An Apply that was issued without a result is never issued again.</param>
/// <param name="Since">When the phase began.</param>
public sealed record StepProgress(int Index, StepPhase Phase, int Attempt, string? Handle, DateTimeOffset? IssuedAt, DateTimeOffset Since)
{
    /// <summary>A write may have been called, and its result is not known.</summary>
    public bool Issued => IssuedAt is not null;
}

/// <summary>The case before this one, when its cure did not last.</summary>
/// <param name="Of">The case that was healed.</param>
/// <param name="Rung">The rung that seemed to help.</param>
/// <param name="HealedAt">When it seemed to.</param>
/// <param name="Count">1 for the first relapse, counted on from case to case.</param>
public sealed record Relapse(CaseId Of, FailureId Failure, int Rung, DateTimeOffset HealedAt, int Count);

/// <summary>A person's yes to one plan.</summary>
/// <param name="PlanHash">Any other plan has another one, and is not approved by this.</param>
public sealed record Approval(string PlanHash, string By, DateTimeOffset At, DateTimeOffset Until);

/// <summary>A step that this case took on, with what it captured and what became of it.</summary>
public sealed record TakenStep
{
    public required Step Step { get; init; }

    /// <summary>The rung that it belongs to.</summary>
    public required int Rung { get; init; }

    /// <summary>Its capture was started: its place is used up, because what it left in Azure carries it.</summary>
    public bool Begun { get; init; }

    /// <summary>Given up before it was applied; the rung was planned anew.</summary>
    public bool Abandoned { get; init; }

    /// <summary>What Revert needs; durable before the apply.</summary>
    public string? Captured { get; init; }

    /// <summary>An apply was issued and has a result.</summary>
    public bool Applied { get; init; }

    /// <summary>The apply changed something, or may have: false when everything already was as wanted, and then there is nothing of ours to undo.</summary>
    public bool Changed { get; init; }

    public bool Reverted { get; init; }

    /// <summary>When it was to be undone, it was not there any more as we wrote it: somebody else had decided.</summary>
    public bool Gone { get; init; }

    /// <summary>It could not be undone: what it wrote may still be there, and a person was told.</summary>
    public bool Residue { get; init; }

    /// <summary>It cured its own failure, and another was found behind it: it stays whatever becomes of the case.</summary>
    public bool Kept { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Problem { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>When the apply was called; its answer may have come much later.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>Made here once, and decided against by somebody, or not known to be gone: not to be made again without a person.</summary>
    [JsonIgnore]
    public bool Spent => Changed && (Gone || Residue);

    /// <summary>What we wrote is still there, as far as we did not take it back.</summary>
    [JsonIgnore]
    public bool Stands => Applied && Changed && !Reverted;
}

/// <summary>One fault of one host, from the first signal to its end. Immutable; <see cref="CaseMachine"/> makes the next one.</summary>
public sealed record Case
{
    public required CaseId Id { get; init; }

    public required HostId Host { get; init; }

    public required string HostName { get; init; }

    public required CaseState State { get; init; }

    public Doing Doing { get; init; } = Doing.Resting;

    /// <summary>Counts the turns that moved the case. A message that names an earlier one is late.</summary>
    public int Turn { get; init; }

    /// <summary>Counts the journal entries.</summary>
    public int Sequence { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the case wants to look again; null when it ended.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Waiting beyond this ends as Escalated.</summary>
    public required DateTimeOffset Deadline { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>Somebody asked for this case; null: it was detected.</summary>
    public RequestBody? Request { get; init; }

    /// <summary>The host as the inventory had it when the evidence was collected.</summary>
    public Host? HostSeen { get; init; }

    public HostEvidence? Evidence { get; init; }

    /// <summary>The evidence as it was when the plan was made, for the report.</summary>
    public HostEvidence? EvidenceOfPlan { get; init; }

    /// <summary>Ranked, most probable first.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    public Plan? Plan { get; init; }

    /// <summary>The calls that the plan would make; null unless the case ends as Observed.</summary>
    public Rehearsal? Rehearsal { get; init; }

    /// <summary>The rung that is under way or comes next.</summary>
    public int Rung { get; init; }

    /// <summary>Rungs that were undone, of any plan; bounds how often a case may try.</summary>
    public int Undone { get; init; }

    /// <summary>Failures that this case has cured, and behind which it found another. Each counts once: what comes back was not cured.</summary>
    public IReadOnlyList<FailureId> Helped { get; init; } = [];

    /// <summary>How many hosts of the pool may be under repair at once, as the gates last counted.</summary>
    public int Slots { get; init; }

    public IReadOnlyList<TakenStep> Steps { get; init; } = [];

    public StepProgress? Progress { get; init; }

    /// <summary>The collector's run, counted, so that each has a name of its own.</summary>
    public int CollectorRuns { get; init; }

    /// <summary>The guest collector cannot run here or has run for this evidence.</summary>
    public bool CollectorDone { get; init; }

    public DateTimeOffset? CollectorSince { get; init; }

    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>What it holds while it acts: touched resources, a slot of its pool, its host.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Holds what it needs for acting; until this is stored as false again, nobody takes anything over.</summary>
    [JsonIgnore]
    public bool Reserved => Holds.Count > 0;

    /// <summary>The cure of an earlier case did not last; null otherwise.</summary>
    public Relapse? Relapse { get; init; }

    /// <summary>Null: nobody approved anything.</summary>
    public Approval? Approval { get; init; }

    /// <summary>What was begun is taken back because a gate closed in the middle; the same rung is tried again later.</summary>
    public bool Retreats { get; init; }

    public DateTimeOffset? VerifyingSince { get; init; }

    /// <summary>A drain is being returned because only a user who connects proves the cure; the proof begins after it.</summary>
    public bool OpensForProof { get; init; }

    /// <summary>How the case will end once what it holds is given back; null while it goes on.</summary>
    public Ending? Ending { get; init; }

    /// <summary>How the case is to end as soon as it is known what the call that is under way did; null: it goes on.</summary>
    public Ending? Wish { get; init; }

    /// <summary>Waits for a certificate renewal.</summary>
    public bool AwaitsCertificate { get; init; }

    /// <summary>How often in a row a gate was found closed; the looks become rarer with it.</summary>
    public int Waits { get; init; }

    /// <summary>Attempts at an effect that met transport trouble, reset by the next success.</summary>
    public int Troubles { get; init; }

    /// <summary>The failure that the first diagnosis names, or that was cured last where nothing else was found behind it; null before.</summary>
    [JsonIgnore]
    public FailureId? Failure => Plan?.Failure ?? (Ended && Helped.Count > 0 ? Helped[^1] : Diagnoses.Count > 0 ? Diagnoses[0].Failure : null);

    [JsonIgnore]
    public bool Ended => State >= CaseState.Healed;

    [JsonIgnore]
    public bool IsActing => State is CaseState.Repairing or CaseState.Verifying or CaseState.Undoing;

    /// <summary>The session and partition key.</summary>
    [JsonIgnore]
    public string Key => Host.Key;
}

/// <summary>How and why a case ends.</summary>
/// <param name="State">A terminal state.</param>
/// <param name="Reason">For Healed the proof, else why; in words for a person.</param>
/// <param name="NextCommand">For Escalated: what the person should do.</param>
public sealed record Ending(CaseState State, string Reason, string? NextCommand = null);
