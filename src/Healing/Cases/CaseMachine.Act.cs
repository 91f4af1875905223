using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Cases;

/// <content>Gates, reservation, and the four phases of each step; undo in reverse order; give back at the end.</content>
public sealed partial class CaseMachine
{
    /// <summary>A started step that has not ended by then is inquired no more; it counts as failed and possibly changed.</summary>
    private static readonly TimeSpan StepDeadline = TimeSpan.FromMinutes(15);

    /// <summary>Calls of one revert, the first with them.</summary>
    private const int RevertAttempts = 3;

    private static bool NeedsRevert(TakenStep step) => step is { Stands: true, Kept: false };

    private static int NextStep(Case c) => c.Steps.ToList().FindIndex(step => step.Rung == c.Rung && step is { Applied: false, Problem: null, Abandoned: false });

    private Move JudgeGates(Case c, CaseEvent.GatesRead e, DateTimeOffset now)
    {
        if (c.Plan!.Rungs.Count == 0) return HandOver(c, e, now);
        var index = NextStep(c);
        // Everything of the rung was made before it was looked at again: only the proof is left.
        if (index < 0) return AfterVerifiedStep(c with { Refusals = [] }, c.Steps.Last(taken => taken.Rung == c.Rung), now);
        var step = c.Steps[index].Step;
        var question = new GateQuestion(c, step, e.Facts, policy, now);
        var refusals = gates.Select(gate => gate.Judge(question)).OfType<Refusal>().Concat(RefusedLater(question, index)).ToList();
        var judged = c with { Refusals = refusals, Troubles = 0, Slots = BlastRadius.Cap(policy, e.Facts) };
        if (c.Steps.Any(taken => taken is { Stands: true, Step.Kind: StepKinds.Drain }) && e.Facts.SessionHost.Value is { AllowNewSession: true })
            return StartUndo(judged, "Somebody opened the host again while it was drained for its repair: that is a decision, and the drain is not repeated.", now);
        if (refusals.Count == 0)
        {
            judged = judged with { Waits = 0 };
            return c.Reserved
                ? StartPhase(judged, index, StepPhase.Capture, now, $"Every gate is open for {step.Name}.")
                : new Move(judged with { Doing = Doing.Reserving }, $"Every gate is open for {step.Name}.");
        }

        var said = string.Join("; ", refusals);
        if (refusals.Find(refusal => refusal.Final) is { } final)
            return Finish(judged, new Ending(final.Gate == GateNames.Enrolled ? CaseState.Suppressed : CaseState.Escalated, $"Not done: {said}", c.Plan?.ForPerson), now);
        // Nothing that is lent stays lent while somebody wants us to keep our hands off.
        if (refusals.Exists(refusal => refusal.Gate is GateNames.Paused or GateNames.IntendedState) && c.Steps.Any(NeedsRevert))
            return RevertNext(judged with { Retreats = true, Progress = null }, $"{said}. What was begun is taken back.", everything: true, now);
        var approval = refusals.TrueForAll(refusal => refusal.Gate == GateNames.Autonomy);
        var again = refusals.Select(refusal => refusal.OpensAt).Where(at => at > now).DefaultIfEmpty(null).Min() ?? now + Patience(c);
        return new Move(
            judged with { State = approval ? CaseState.AwaitingApproval : CaseState.Waiting, Doing = Doing.Resting, DueAt = Earlier(again, c.Deadline > now ? c.Deadline : again), Waits = c.Waits + 1 },
            $"Waits. {said}");
    }

    /// <summary>A setting that a restart later in the rung makes effective is not written before the restart may be made: waiting in between, it would read as cured and be none.</summary>
    private IEnumerable<Refusal> RefusedLater(GateQuestion question, int index)
    {
        if (question.Step.GiveBack || question.Step.Risk >= Risk.R2) return [];
        var rung = question.Case.Steps[index].Rung;
        return question.Case.Steps.Skip(index + 1)
            .Where(taken => taken.Rung == rung && taken is { Applied: false, Problem: null, Abandoned: false, Step.Risk: >= Risk.R2 })
            .SelectMany(taken => gates.Where(gate => gate.Name is GateNames.Sessions or GateNames.Maintenance).Select(gate => gate.Judge(question with { Step = taken.Step })))
            .OfType<Refusal>();
    }

    /// <summary>A minute, then two, four, at most eight: looking costs calls and a script in the guest.</summary>
    private static TimeSpan Patience(Case c) => LookAgain * (1 << Math.Min(c.Waits, 3));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static Move AfterReserving(Case c, CaseEvent.Reserved e, DateTimeOffset now)
    {
        if (e.Taken.Lost is not { } lost)
        {
            var holding = c with { Holds = e.Taken.Holds };
            return c.Progress is null
                ? StartPhase(holding, NextStep(c), StepPhase.Capture, now, "Holds the host, a slot of its pool and what it writes.")
                : new Move(holding with { Doing = Doing.PerformingStep, DueAt = now }, "Holds everything again; going on.");
        }

        // 15 to 45 seconds, jittered: many cases may wait for the same thing.
        var pause = TimeSpan.FromSeconds(15 + (30 * StableHash.Fraction(c.Id.Value, c.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        // In the middle of a step there is nothing to judge anew: it only has to hold everything again.
        return c.Progress is not null
            ? new Move(c with { DueAt = now + pause }, $"Waits for {lost}.")
            : new Move(c with { State = CaseState.Waiting, Doing = Doing.Resting, DueAt = now + pause, Refusals = [new Refusal(GateNames.HostLease, lost, "free", now + pause)] }, $"Waits for {lost}.");
    }

    /// <summary>A lease was taken over, which happens only to a case that did not read as acting: nothing of it may stand but what it still has to undo.</summary>
    private static Move AfterDisplacement(Case c, DateTimeOffset now)
    {
        var back = c with { Holds = [], Progress = c.Progress! with { IssuedAt = null } };
        return back.Steps.Any(NeedsRevert)
            ? new Move(back with { Doing = Doing.Reserving, DueAt = now + LookAgain }, "A lease was taken over; taking it again before anything is written.")
            : new Move(back with { State = CaseState.Waiting, Doing = Doing.Resting, Progress = null, DueAt = now + LookAgain, Refusals = [new Refusal(GateNames.HostLease, "taken over by another case", "held")] }, "A lease was taken over; nothing was written.");
    }

    private static Move StartPhase(Case c, int index, StepPhase phase, DateTimeOffset now, string said) => new(
        c with
        {
            Steps = phase == StepPhase.Capture ? Put(c, index, c.Steps[index] with { Begun = true }).Steps : c.Steps,
            State = phase == StepPhase.Revert ? CaseState.Undoing : CaseState.Repairing,
            Doing = Doing.PerformingStep,
            Progress = new StepProgress(index, phase, 1, null, null, now),
            DueAt = now,
        },
        $"{said} {phase} of {c.Steps[index].Step.Name}.");

    /// <summary>A case that is to end does so once the call's result is known: ended before, a change could stay that nobody knows of.</summary>
    private Move AfterStep(Case c, CaseEvent.StepAnswered e, DateTimeOffset now)
    {
        var move = Answered(c with { Wish = null }, e, now);
        if (c.Wish is not { } wish || move.Case.Ending is not null) return move;
        return e.Outcome is StepOutcome.Started && move.Case.Progress is { Handle: not null }
            ? move with { Case = move.Case with { Wish = wish } }
            : Finish(move.Case with { Progress = null }, wish, now) with { Messages = move.Messages };
    }

    private static Move Answered(Case c, CaseEvent.StepAnswered e, DateTimeOffset now)
    {
        var progress = c.Progress!;
        var taken = c.Steps[progress.Index];
        var calm = c with { Troubles = 0 };
        switch (e.Outcome)
        {
            case StepOutcome.Started started when now - progress.Since < StepDeadline:
                return new Move(calm with { Doing = Doing.LookingAtStep, Progress = progress with { Handle = started.Handle, IssuedAt = progress.IssuedAt }, DueAt = now + started.LookAfter }, $"{progress.Phase} of {taken.Step.Name} runs.");
            case StepOutcome.Started:
                return Failed(calm, taken, progress, new StepOutcome.Failed("it did not end in time", Changed: progress.Phase is StepPhase.Apply or StepPhase.Revert), now);
            // Only an apply may never be called twice. A revert whose answer was lost, and which is seen not to have taken hold, is called again: it asks anew
            // whether what it gives back is still ours.
            case StepOutcome.Failed when e.Inquired && progress.Phase == StepPhase.Revert && progress.Attempt < RevertAttempts:
                return new Move(calm with { Progress = progress with { Attempt = progress.Attempt + 1, IssuedAt = null, Handle = null, Since = now }, DueAt = now }, $"Revert of {taken.Step.Name} did not take hold; calling it again.");
            case StepOutcome.Failed failed:
                return Failed(calm, taken, progress, failed, now);
            case StepOutcome.Done done:
                return progress.Phase switch
                {
                    StepPhase.Capture => StartPhase(Put(calm, progress.Index, taken with { Captured = done.State }), progress.Index, StepPhase.Apply, now, "Captured."),
                    StepPhase.Apply => StartPhase(Put(calm, progress.Index, taken with { Applied = true, Changed = done.Changed, AppliedAt = e.Inquired ? progress.IssuedAt ?? now : now, CalledAt = progress.IssuedAt }), progress.Index, StepPhase.Verify, now, "Applied."),
                    StepPhase.Verify => AfterVerifiedStep(calm, taken, now),
                    _ => AfterReverted(Put(calm, progress.Index, taken with { Reverted = true, Gone = !done.Changed || e.Inquired }), now),
                };
            default:
                throw new InvalidOperationException($"An adapter answered {e.Outcome.GetType().Name}.");
        }
    }

    private static Case Put(Case c, int index, TakenStep step) => c with { Steps = [.. c.Steps.Take(index), step, .. c.Steps.Skip(index + 1)] };

    private static Move Failed(Case c, TakenStep taken, StepProgress progress, StepOutcome.Failed failed, DateTimeOffset now)
    {
        if (progress.Phase == StepPhase.Revert)
        {
            // The one thing worse than a fault: a half-done repair nobody knows about. It is named, and the other steps are still undone.
            var residue = Put(c, progress.Index, taken with { Reverted = true, Residue = true, Problem = $"residue: {failed.Reason}" });
            return AfterReverted(residue with { Ending = new Ending(CaseState.Escalated, $"{taken.Step.Name} could not be undone: {failed.Reason} Left behind: {taken.Captured}", c.Plan?.ForPerson) }, now);
        }

        var applied = taken.Applied || (progress.Phase == StepPhase.Apply && failed.Changed);
        var changed = taken.Changed || (progress.Phase == StepPhase.Apply && failed.Changed);
        var marked = Put(c, progress.Index, taken with { Problem = failed.Reason, Applied = applied, Changed = changed, CalledAt = taken.CalledAt ?? progress.IssuedAt, AppliedAt = taken.AppliedAt ?? (applied ? now : null) });
        return StartUndo(marked, $"{progress.Phase} of {taken.Step.Name} failed: {failed.Reason}", now);
    }

    private static Move AfterVerifiedStep(Case c, TakenStep taken, DateTimeOffset now)
    {
        if (NextStep(c) >= 0)
            return new Move(c with { State = CaseState.Repairing, Doing = Doing.ReadingGates, Progress = null, DueAt = now }, $"{taken.Step.Name} stands; asking the gates for the next step.");
        var drain = c.Steps.ToList().FindLastIndex(step => NeedsRevert(step) && step.Step.Kind == StepKinds.Drain);
        return drain >= 0
            ? StartPhase(c with { OpensForProof = true }, drain, StepPhase.Revert, now, $"{taken.Step.Name} stands; opening the host again, because a user who connects is the proof.")
            : StartProof(c, $"{taken.Step.Name} stands; proving the cure from outside.", now);
    }

    private static Move StartProof(Case c, string why, DateTimeOffset now) =>
        new(c with { State = CaseState.Verifying, Doing = Doing.Resting, Progress = null, OpensForProof = false, VerifyingSince = now, DueAt = now + TimeSpan.FromSeconds(15) }, why);

    /// <summary>The mark before a write. An apply that took long to get here rests on old evidence: it is not called, and everything is looked at anew.</summary>
    private Move Issue(Case c, DateTimeOffset now)
    {
        var progress = c.Progress!;
        var name = c.Steps[progress.Index].Step.Name;
        if (progress.Phase == StepPhase.Apply && now - c.Evidence!.At > policy.Freshness)
            return new Move(c with { State = CaseState.Waiting, Doing = Doing.Resting, Progress = null, DueAt = now, Refusals = [new Refusal(GateNames.FreshEvidence, $"{(now - c.Evidence.At).TotalMinutes:0} minutes old before {name}", $"{policy.Freshness.TotalMinutes:0} minutes")] }, $"The evidence grew old before {name} could be called; looking again.");
        return new Move(c with { Progress = progress with { IssuedAt = now } }, $"{progress.Phase} of {name} is called.");
    }

    /// <summary>Undoes the rung in reverse order, then takes the next rung or ends.</summary>
    private static Move StartUndo(Case c, string why, DateTimeOffset now) => RevertNext(c with { Progress = null, Refusals = [], OpensForProof = false }, why, everything: true, now);

    /// <summary>Gives back what was only lent (drains, pool leaves) and ends as <paramref name="ending"/> says.</summary>
    private static Move GiveBackAnd(Case c, Ending ending, DateTimeOffset now) => RevertNext(c with { Ending = ending, Progress = null }, ending.Reason, everything: false, now);

    private static Move RevertNext(Case c, string why, bool everything, DateTimeOffset now)
    {
        var index = c.Steps.ToList().FindLastIndex(step => NeedsRevert(step) && (everything || step.Step.GiveBack));
        if (index >= 0) return StartPhase(c, index, StepPhase.Revert, now, why);
        if (c.Reserved) return new Move(c with { Doing = Doing.Releasing, Progress = null, State = c.Ending is { State: CaseState.Healed } ? c.State : CaseState.Undoing }, why);
        return AfterReleasing(c, now);
    }

    private static Move AfterReverted(Case c, DateTimeOffset now) => c is { OpensForProof: true, Ending: null }
        ? StartProof(c, "Open again; proving the cure.", now)
        : RevertNext(c with { Progress = null }, "Undone.", everything: c.Ending is not { State: CaseState.Healed or CaseState.Unverified }, now);

    private static Move AfterReleasing(Case c, DateTimeOffset now)
    {
        var free = c with { Holds = [], Progress = null, Doing = Doing.Resting, Retreats = false };
        if (free.Ending is { } ending) return End(free, ending, now);
        if (c.Retreats) return new Move(free with { State = CaseState.Waiting, DueAt = now + LookAgain }, "What was begun is taken back; waiting for the gates.");
        if (free.Plan is null) return new Move(Diagnose(free with { Rung = 0 }, now), "That was not all; looking for the next cause.");
        // The rung was undone: fresh evidence, and the next rung.
        return new Move(Diagnose(free with { Rung = free.Rung + 1, Undone = free.Undone + 1 }, now), "The rung was undone; looking again before the next one.");
    }

    /// <summary>Ends the case; what it still holds or changed is given back first, whatever the reason.</summary>
    private static Move Finish(Case c, Ending ending, DateTimeOffset now)
    {
        if (c.Ending is not null) return new Move(c, $"{ending.Reason} The case is ending already: {c.Ending.Reason}");
        if (c.Progress is { } under && (under.Issued || under.Handle is not null))
            return new Move(c with { Wish = ending }, $"{ending.Reason} The case ends when it is known what {under.Phase} of {c.Steps[under.Index].Step.Name} did.");
        if (c.Reserved || c.Steps.Any(NeedsRevert))
            return RevertNext(c with { Ending = ending, Progress = null }, ending.Reason, everything: ending.State is not (CaseState.Healed or CaseState.Unverified), now);
        return End(c, ending, now);
    }

    private static Move End(Case c, Ending ending, DateTimeOffset now)
    {
        var kept = c.Steps.Where(step => step.Kept).Select(step => step.Step.Name).ToList();
        var said = ending.State == CaseState.Healed || kept.Count == 0 ? ending : ending with { Reason = $"{ending.Reason} Left in place, because it cured what it was for: {string.Join(", ", kept)}." };
        return new Move(c with { State = said.State, Ending = said, EndedAt = now, DueAt = null, Doing = Doing.Resting, Progress = null }, said.Reason);
    }
}
