using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Journal;
using RdpMedic.Healing.Repairs;
using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Cases;

/// <summary>
/// The life of a case as a pure function: case, event and time in; next case, journal line and messages out. No clock, no chance, no I/O.
/// The states stand in <see cref="CaseState"/>; what is done next stands in <see cref="Doing"/>, from which <see cref="EffectOf"/> derives the one effect.
/// </summary>
public sealed partial class CaseMachine(IReadOnlyList<IFailure> failures, IReadOnlyList<IGate> gates, Policy policy)
{
    /// <summary>
    /// Rises when the same events lead elsewhere, be it by the machine itself or by a failure class or a gate that it asks; journals carry it. A running case goes
    /// on from its row and never from its journal, so a new version takes over cases that an older one began. Only a replay needs the version that wrote: it
    /// refuses any other by name, and such a journal is read, not replayed. (4 stood for several behaviours while families were added; it was never deployed,
    /// so there is no journal of it to be told apart, and from 5 on a release that changes a decision has a number of its own.)
    /// </summary>
    public const int Version = 5;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>A write that was called may take this long to be seen: read earlier, "not there" would prove nothing.</summary>
    private static readonly TimeSpan InquireAfter = TimeSpan.FromSeconds(90);

    /// <summary>A write is sent this soon after its mark, or not at all.</summary>
    private static readonly TimeSpan CallWithin = TimeSpan.FromSeconds(40);

    /// <summary>A new case of a host. When the one before was healed less than <see cref="Policy.RelapseWithin"/> ago, it is a relapse of that.</summary>
    public Decision Open(HostId host, string hostName, Case? last, int number, DateTimeOffset now)
    {
        var relapse = last is { State: CaseState.Healed, Plan: { } plan, EndedAt: { } ended } && now - ended < policy.RelapseWithin
            ? new Relapse(last.Id, plan.Failure, last.Rung, ended, last.Relapse is { } before && before.Failure == plan.Failure ? before.Count + 1 : 1)
            : null;
        return Open(new CaseEvent.Opened(host, hostName, number, relapse), now);
    }

    private Decision Open(CaseEvent.Opened e, DateTimeOffset now)
    {
        var opened = new Case
        {
            Id = CaseId.For(e.Host, e.Number),
            Host = e.Host,
            HostName = e.HostName,
            State = CaseState.Suspected,
            Sequence = 1,
            OpenedAt = now,
            DueAt = now + LookAgain,
            Deadline = now + policy.Deadline,
            Relapse = e.Relapse,
        };
        var said = e.Relapse is { } relapse ? $"Opened; case {relapse.Of} was healed less than {policy.RelapseWithin.TotalMinutes:0} minutes ago." : "Opened.";
        return new Decision(opened, new JournalEntry(opened.Id, 1, now, e, CaseState.Suspected, CaseState.Suspected, said), []);
    }

    /// <summary>The case that a journal tells of: the same events at the same times lead to the same case.</summary>
    /// <exception cref="ArgumentException">The journal does not begin with an opening, or another version of the machine wrote it.</exception>
    public Case Replay(IReadOnlyList<JournalEntry> journal)
    {
        if (journal.Count == 0 || journal[0].Event is not CaseEvent.Opened opened) throw new ArgumentException("The journal does not begin with the opening of a case.", nameof(journal));
        if (journal.FirstOrDefault(entry => entry.MachineVersion != Version) is { } other) throw new ArgumentException($"Entry {other.Sequence} was written by version {other.MachineVersion} of the machine, this is {Version}.", nameof(journal));
        var c = Open(opened, journal[0].At).Case;
        foreach (var entry in journal.Skip(1)) c = Next(c, entry.Event, entry.At).Case;
        return c with { Turn = journal[^1].Turn };
    }

    /// <summary>
    /// What of these signals may open a case after the host's last one: a person who was told does not need to be told again by every sweep. A detector that
    /// the ended case had not heard of is news.
    /// </summary>
    public IReadOnlyList<Signals.Signal> News(Case? last, IReadOnlyList<Signals.Signal> signals, DateTimeOffset now)
    {
        if (last is { State: CaseState.Suppressed, EndedAt: { } ended } && now - ended < policy.RelapseWithin) signals = [.. signals.Where(signal => !StoodBy(last, signal))];
        if (QuietUntil(last, policy) is not { } quiet || now >= quiet) return signals;
        return [.. signals.Where(signal => last!.Signals.All(known => known.Detector != signal.Detector))];
    }

    /// <summary>The last case found the host well, and saw beside it just what this signal is about: it goes on for as long as nobody sees to it.</summary>
    private static bool StoodBy(Case last, Signals.Signal signal) => last.Diagnoses.Any(seen => seen is { Actionable: true, Part: Part.Bystander } && seen.Failure.Value == signal.Detector);

    /// <summary>Until when the detectors of the host's last case open no new one; null: they do at once.</summary>
    public static DateTimeOffset? QuietUntil(Case? last, Policy policy)
    {
        var told = last is { State: CaseState.Escalated or CaseState.Unverified or CaseState.Observed or CaseState.Cancelled } or { State: CaseState.Suppressed, Refusals.Count: > 0 };
        return told && last is { EndedAt: { } ended, Request: not { DryRun: true } } ? ended + policy.Cooldown : null;
    }

    /// <summary>The only way in which a case changes.</summary>
    public Decision Next(Case before, CaseEvent what, DateTimeOffset now)
    {
        if (before.Ended) return new Decision(before, null, []);
        var move = what switch
        {
            CaseEvent.SignalsArrived e => Join(before, e, now),
            CaseEvent.Requested e => Accept(before, e, now),
            CaseEvent.Issuing => Issue(before, now),
            CaseEvent.Displaced => AfterDisplacement(before, now),
            CaseEvent.Decided e => Decide(before, e.Decision, now),
            CaseEvent.Woken => Wake(before, now),
            CaseEvent.HostGone => Finish(before, new Ending(CaseState.Suppressed, "The host does not exist any more."), now),
            CaseEvent.EvidenceCollected e => Weigh(before, e, now),
            CaseEvent.CollectorLooked e => AddGuest(before, e, now),
            CaseEvent.Rehearsed e => AfterRehearsal(before, e.Steps, null, now),
            CaseEvent.GatesRead e => JudgeGates(before, e, now),
            CaseEvent.Reserved e => AfterReserving(before, e, now),
            CaseEvent.Released => AfterReleasing(before, now),
            CaseEvent.StepAnswered e => AfterStep(before, e, now),
            CaseEvent.TroubleMet e when before.Doing == Doing.Rehearsing => AfterRehearsal(before, [], e.Reason, now),
            CaseEvent.TroubleMet e => AfterTrouble(before, e, now),
            CaseEvent.CertificateAnswered e => AfterCertificate(before, e, now),
            CaseEvent.Dropped e => Drop(before, e, now),
            _ => throw new InvalidOperationException($"The case machine does not know the event {what.GetType().Name}."),
        };
        var next = move.Case with { Sequence = before.Sequence + 1 };
        return new Decision(next, new JournalEntry(next.Id, next.Sequence, now, what, before.State, next.State, move.Said), move.Messages);
    }

    /// <summary>One step of the machine before it becomes a decision.</summary>
    private sealed record Move(Case Case, string Said)
    {
        public IReadOnlyList<Message> Messages { get; init; } = [];
    }

    private Move Join(Case c, CaseEvent.SignalsArrived e, DateTimeOffset now)
    {
        var known = c.Signals.ToDictionary(signal => (signal.Detector, signal.Sweep));
        foreach (var signal in e.Signals) known.TryAdd((signal.Detector, signal.Sweep), signal);
        var joined = c with { Signals = [.. known.Values.OrderBy(s => s.Sweep).ThenBy(s => s.Detector, StringComparer.Ordinal)] };
        var said = $"Joined {e.Signals.Count} signals: {string.Join(", ", e.Signals.Select(s => s.Detector).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.";
        return c.State == CaseState.Suspected && Persisted(joined, now)
            ? new Move(Diagnose(joined, now), said + " It persists; looking closer.")
            : new Move(joined, said);
    }

    /// <summary>operations: a decisive signal needs two evaluations, a statistical one ten minutes besides.</summary>
    private bool Persisted(Case c, DateTimeOffset now) =>
        c.Signals.GroupBy(signal => signal.Detector, StringComparer.Ordinal).Any(group =>
            group.Select(signal => signal.Sweep).Distinct().Count() >= 2
            && (group.Any(signal => signal.Weight == Signals.SignalWeight.Decisive) || now - c.OpenedAt >= policy.Persist));

    private static Move Accept(Case c, CaseEvent.Requested e, DateTimeOffset now)
    {
        // A dry run must do nothing, and must not keep a case that was detected from doing something.
        if (c.Signals.Count > 0 && e.Request.DryRun) return new Move(c, $"{e.Request.By} asked for a dry run: {e.Request.Reason}. The host has a case of its own, which goes on.");
        return c.State == CaseState.Suspected
            ? new Move(Diagnose(c with { Request = e.Request }, now), $"{e.Request.By} asked for it: {e.Request.Reason}")
            : new Move(c with { Request = c.Request ?? e.Request }, $"{e.Request.By} asked for it too: {e.Request.Reason}. The case goes on.");
    }

    private Move Decide(Case c, DecisionBody decision, DateTimeOffset now)
    {
        if (decision.Verdict != Verdict.Approve)
            return Finish(c, new Ending(CaseState.Cancelled, $"{decision.By} {(decision.Verdict == Verdict.Reject ? "rejected the plan" : "cancelled the case")}: {decision.Reason}", c.Plan?.ForPerson), now);
        if (c.Plan is not { } plan || plan.Hash != decision.PlanHash) return new Move(c, $"{decision.By} approved plan {decision.PlanHash}, which is not the plan of this case now; the approval is void.");
        if (Decisions.OwnRequest(c, decision, policy) is { } own) return new Move(c, $"{decision.By} approved the plan, and {own} The approval is void.");
        var approved = c with { Approval = new Approval(plan.Hash, decision.By, now, now + policy.ApprovalLasts) };
        return c.State == CaseState.AwaitingApproval
            ? new Move(Diagnose(approved, now), $"{decision.By} approved the plan: {decision.Reason}. Looking again, so that the evidence is fresh.")
            : new Move(approved, $"{decision.By} approved the plan: {decision.Reason}.");
    }

    private static Case Diagnose(Case c, DateTimeOffset now) => c with
    {
        State = CaseState.Diagnosing,
        Doing = Doing.CollectingEvidence,
        CollectorDone = false,
        CollectorSince = null,
        Refusals = [],
        AwaitsCertificate = false,
        DueAt = now,
    };

    private Move Wake(Case c, DateTimeOffset now)
    {
        if (c is { Doing: Doing.PerformingStep, Progress.IssuedAt: { } issued } && now < issued + InquireAfter)
            return new Move(c with { DueAt = issued + InquireAfter }, "A write was called and its answer is not known; it may still be on its way.");
        // The message was planned for the time when the case is due, so it is due, whatever this clock says.
        if (c.Doing != Doing.Resting) return new Move(c with { DueAt = now }, "Goes on.");
        switch (c.State)
        {
            case CaseState.Suspected when Persisted(c, now):
                return new Move(Diagnose(c, now), "The signal persists; looking closer.");
            case CaseState.Suspected when now - c.OpenedAt >= policy.Persist + LookAgain:
                return Finish(c, new Ending(CaseState.Suppressed, "The signal did not persist."), now);
            case CaseState.Suspected:
                return new Move(c with { DueAt = now + LookAgain }, "Waits to see whether the signal persists.");
            case CaseState.Waiting or CaseState.AwaitingApproval when now >= c.Deadline:
                return Finish(c, new Ending(CaseState.Escalated, $"Waited until its deadline. Closed: {string.Join("; ", c.Refusals)}", c.Plan?.ForPerson), now);
            case CaseState.Waiting when c.Steps.Any(NeedsRevert):
                // In the middle of a rung: a drained host waits for its sessions to end.
                return DrainedTooLong(c, now)
                    ? StartUndo(c, $"The sessions did not end within {policy.DrainPatience.TotalMinutes:0} minutes.", now)
                    : new Move(Diagnose(c, now), "Looks again: evidence must be fresh before the next step.");
            case CaseState.Waiting or CaseState.AwaitingApproval:
                return new Move(Diagnose(c, now), "Looks again: evidence must be fresh before a step.");
            case CaseState.Verifying:
                return new Move(c with { Doing = Doing.CollectingEvidence, CollectorDone = false, DueAt = now }, "Looks whether it helped.");
            default:
                return new Move(c, "Goes on.");
        }
    }

    private bool DrainedTooLong(Case c, DateTimeOffset now) =>
        c.Steps.Where(NeedsRevert).Min(step => step.AppliedAt) is { } since && now - since >= policy.DrainPatience;

    private Move AfterCertificate(Case c, CaseEvent.CertificateAnswered e, DateTimeOffset now)
    {
        if (!c.AwaitsCertificate) return new Move(c, $"The certificate {e.Name} was answered; nobody waits for it.");
        return e.Problem is null
            ? new Move(Diagnose(c, now), $"The certificate {e.Name} is ready; looking again.")
            : Finish(c, new Ending(CaseState.Escalated, $"The certificate {e.Name} cannot be renewed: {e.Problem}", c.Plan?.ForPerson), now);
    }

    private Move Drop(Case c, CaseEvent.Dropped e, DateTimeOffset now) =>
        // A case that is about something goes on with its own wake-ups: a message that somebody forged must not end it.
        c.Signals.Count > 0 || c.Request is not null || c.Reserved
            ? new Move(c, $"A message for this host could not be processed ({e.Reason}); the case goes on by itself.")
            : Finish(c, new Ending(CaseState.Escalated, $"A message could not be processed: {e.Reason}"), now);

    /// <summary>Transport trouble: try again later with a growing, stable pause; an uncertain write is looked at, never repeated.</summary>
    private Move AfterTrouble(Case c, CaseEvent.TroubleMet e, DateTimeOffset now)
    {
        if (e.Uncertain && c.Progress is { } progress)
            return new Move(c with { Progress = progress with { Handle = null }, Troubles = c.Troubles + 1, DueAt = (progress.IssuedAt ?? now) + InquireAfter }, $"{e.Reason} It may have happened; reading the resource next.");
        if (now >= c.Deadline && !c.Steps.Any(NeedsRevert) && c.Doing != Doing.Releasing)
            return Finish(c with { Progress = null }, new Ending(CaseState.Escalated, $"Azure could not be reached until the deadline: {e.Reason}", c.Plan?.ForPerson), now);
        // Only a write that certainly did not happen may be called again; trouble while reading says nothing about the write.
        var again = e.NotWritten && c.Progress is { } called ? c with { Progress = called with { IssuedAt = null } } : c;
        return new Move(again with { Troubles = c.Troubles + 1, DueAt = now + (e.After ?? Pause(c)) }, e.Reason);
    }

    private static TimeSpan Pause(Case c) =>
        TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, Math.Min(c.Troubles, 5))) * (0.75 + (0.5 * StableHash.Fraction(c.Id.Value, c.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)))));
}
