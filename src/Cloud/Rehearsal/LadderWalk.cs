using RdpMedic.Healing;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Cloud.Rehearsal;

/// <summary>
/// Takes a plan's steps through their four phases as the case machine would: a rung's steps in order, stopping at one that fails; then back in reverse order,
/// whatever was changed; then the next rung. A step's phase that only starts something is not waited for: how it ends cannot be known.
/// </summary>
internal sealed class LadderWalk(IEnumerable<IRepair> repairs, RecordingTransport tape, Host host, CaseId caseId)
{
    /// <summary>Stands where Capture would have found something out.</summary>
    public const string UnknownCapture = """{"placeholder":"what Capture finds when it is run"}""";

    private readonly Dictionary<string, IRepair> repairs = repairs.ToDictionary(repair => repair.Kind, StringComparer.Ordinal);

    /// <summary>Set at the first trouble that is not one step's own: what comes after it was not rehearsed.</summary>
    private string? lost;

    public async Task<IReadOnlyList<RehearsedStep>> WalkAsync(Plan plan, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var walked = await WalkAsync(plan, limit.Token);
        // Whoever asked has gone; only when time is up there is something to say.
        cancellationToken.ThrowIfCancellationRequested();
        return [.. walked.Select(one => new RehearsedStep(one.Rung, one.Step.Name, one.Step.Risk, one.Calls, one.Undo, one.Problem, one.Assumes))];
    }

    private async Task<IReadOnlyList<Walked>> WalkAsync(Plan plan, CancellationToken cancellationToken)
    {
        var walked = new List<Walked>();
        for (var rung = 0; rung < plan.Rungs.Count; rung++)
        {
            var before = walked.Count;
            string? stopped = null;
            foreach (var step in plan.Rungs[rung].Steps)
            {
                var one = new Walked(rung, walked.Count, step);
                walked.Add(one);
                if (stopped is null && lost is null) await DoAsync(one, cancellationToken);
                else one.Problem = lost is null ? $"not reached: {stopped} comes first and would not be done" : $"not rehearsed: {lost}";
                stopped ??= one.Problem is null ? null : step.Name;
            }

            for (var index = walked.Count - 1; index >= before; index--) await UndoAsync(walked[index], cancellationToken);
        }

        return walked;
    }

    private async Task DoAsync(Walked one, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var phase in new[] { StepPhase.Capture, StepPhase.Apply, StepPhase.Verify })
            {
                var outcome = await PhaseAsync(one, phase, cancellationToken);
                if (phase == StepPhase.Capture) one.Captured = outcome is StepOutcome.Done captured ? captured.State : UnknownCapture;
                // What only starts something, and what failed half-way, counts as changed.
                if (phase == StepPhase.Apply) one.Stands = outcome is StepOutcome.Started or StepOutcome.Done { Changed: true } or StepOutcome.Failed { Changed: true };
                if (outcome is StepOutcome.Started) one.Assumes = "Nothing was run: it is assumed that every phase succeeds; what Capture finds, and Revert is given, is a placeholder.";
                if (outcome is not StepOutcome.Failed failed) continue;
                one.Problem = $"{phase} would fail: {failed.Reason}";
                break;
            }
        }
        catch (Exception trouble)
        {
            Lose(one, cancellationToken.IsCancellationRequested ? new TimeoutException("the time for a rehearsal was up before Azure had answered", trouble) : trouble);
        }

        one.Calls = tape.Take();
    }

    private async Task UndoAsync(Walked one, CancellationToken cancellationToken)
    {
        if (!one.Stands || lost is not null) return;
        try
        {
            if (await PhaseAsync(one, StepPhase.Revert, cancellationToken) is StepOutcome.Failed failed) one.Problem ??= $"Revert would fail: {failed.Reason}";
        }
        catch (Exception trouble)
        {
            Lose(one, cancellationToken.IsCancellationRequested ? new TimeoutException("the time for a rehearsal was up before Azure had answered", trouble) : trouble);
        }

        one.Undo = tape.Take();
    }

    private async Task<StepOutcome> PhaseAsync(Walked one, StepPhase phase, CancellationToken cancellationToken)
    {
        var repair = repairs[one.Step.Kind];
        var work = StepWork.Of(caseId, host, one.Step, one.Index, phase, 1, phase == StepPhase.Capture ? null : one.Captured);
        var outcome = await repair.PerformAsync(work, cancellationToken);
        await repair.ForgetAsync(work, cancellationToken);
        return outcome;
    }

    /// <summary>A rehearsal is for reading: a bug in it, or Azure's silence, is a line in it and never keeps a case from ending.</summary>
    private void Lose(Walked one, Exception trouble)
    {
        one.Problem = $"not rehearsed to its end: {trouble.Message}";
        // A refused read is that step's own; silence will be the next step's too.
        if (trouble is not FinalException) lost = trouble.Message;
    }

    private sealed class Walked(int rung, int index, Step step)
    {
        public int Rung { get; } = rung;

        /// <summary>Its place among all steps that the case would take; part of the names of run commands.</summary>
        public int Index { get; } = index;

        public Step Step { get; } = step;

        public string? Captured { get; set; }

        public bool Stands { get; set; }

        public IReadOnlyList<AzureCall> Calls { get; set; } = [];

        public IReadOnlyList<AzureCall> Undo { get; set; } = [];

        public string? Problem { get; set; }

        public string? Assumes { get; set; }
    }
}
