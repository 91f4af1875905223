using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Failures;
using RdpMedic.Healing.Hosts;

namespace RdpMedic.Healing.Cases;

/// <content>From evidence to a ranked diagnosis and a plan.</content>
public sealed partial class CaseMachine
{
    /// <summary>A collector that has not answered by then will not.</summary>
    private static readonly TimeSpan CollectorDeadline = TimeSpan.FromMinutes(10);

    /// <summary>What has to pass by itself is looked at again this often.</summary>
    private static readonly TimeSpan PassesBy = TimeSpan.FromMinutes(10);

    /// <summary>A case that undid this many rungs, of whatever plans, has no idea what is wrong.</summary>
    private const int MaxUndone = 4;

    private Move Weigh(Case c, CaseEvent.EvidenceCollected e, DateTimeOffset now)
    {
        var evidence = c.CollectorDone && c.Evidence is { } known ? e.Evidence with { Guest = known.Guest } : e.Evidence;
        var seen = c with { HostSeen = e.Host, HostName = e.Host.Name, Evidence = evidence, Troubles = 0, Doing = Doing.Resting };
        if (c.State == CaseState.Verifying) return Prove(seen, now);
        if (c.CollectorDone) return Judge(seen, now);
        if (c.Evidence?.Guest is { Value: not null } guest && now - guest.At < policy.Freshness)
            return Judge(seen with { Evidence = evidence with { Guest = guest }, CollectorDone = true }, now);
        if (WhyNotInGuest(seen) is { } why)
        {
            var without = evidence with { Guest = Reading<GuestFacts>.Missing(why, "guest collector", Vantage.Guest, now) };
            return Judge(seen with { Evidence = without, CollectorDone = true }, now);
        }

        return new Move(seen with { Doing = Doing.StartingCollector, CollectorRuns = c.CollectorRuns + 1, CollectorSince = now }, "Read the outside; asking the guest.");
    }

    /// <summary>Null: the collector may and can run.</summary>
    private string? WhyNotInGuest(Case c)
    {
        if (c.HostSeen!.Role == HostRole.Protected) return "not collected: a protected host is looked at from outside only";
        if (!c.HostSeen.Enrolled) return "not collected: the host is not enrolled";
        if (policy.Autonomy == Autonomy.Observe && !policy.CollectInGuest) return "not collected: not permitted in Observe";
        if (c.Evidence!.Machine.Value is not { } machine) return "not collected: the machine's state is not known";
        if (!machine.Running) return $"not collected: the machine is {machine.Power}";
        return machine.AgentReady ? null : "not collected: the guest agent is not ready";
    }

    private Move AddGuest(Case c, CaseEvent.CollectorLooked e, DateTimeOffset now)
    {
        if (e.Look.Reading is { } reading) return AfterGuest(c with { Evidence = c.Evidence! with { Guest = reading }, CollectorDone = true, Troubles = 0 }, now);
        if (now - c.CollectorSince >= CollectorDeadline)
        {
            var missing = Reading<GuestFacts>.Missing("not collected: the collector did not end within ten minutes", "guest collector", Vantage.Guest, now);
            return AfterGuest(c with { Evidence = c.Evidence! with { Guest = missing }, CollectorDone = true }, now);
        }

        // The deadline counts from the first run, so this ends.
        if (e.Look.Gone) return new Move(c with { Doing = Doing.StartingCollector, CollectorRuns = c.CollectorRuns + 1, DueAt = now }, "The collector's run command is gone, and its result with it; running it again.");
        return new Move(c with { Doing = Doing.LookingAtCollector, DueAt = now + (e.Look.LookAfter ?? LookAgain) }, "The collector runs.");
    }

    /// <summary>A script in the guest can take minutes; what was read outside before it is read again then.</summary>
    private Move AfterGuest(Case c, DateTimeOffset now) => now - c.Evidence!.At > policy.Freshness / 2
        ? new Move(c with { Doing = Doing.CollectingEvidence, DueAt = now }, "The guest took its time; reading the outside again.")
        : Judge(c, now);

    private Move Judge(Case c, DateTimeOffset now)
    {
        var host = c.HostSeen!;
        var evidence = c.Evidence!;
        var wanted = c.Request?.Failure;
        var ranked = failures
            .Select((failure, order) => (failure, order))
            .Where(pair => wanted is null || pair.failure.Id == wanted)
            .Select(pair => (pair.failure, pair.order, diagnosis: Changed(pair.failure.Judge(host, evidence, policy, now), evidence)))
            .Where(judged => judged.diagnosis is not null)
            .OrderBy(judged => judged.diagnosis!, Diagnosis.ByRank).ThenBy(judged => judged.order)
            .ToList();
        var diagnosed = c with { Evidence = evidence, EvidenceOfPlan = evidence, Diagnoses = [.. ranked.Select(judged => judged.diagnosis!)], Doing = Doing.Resting };
        if (ranked.Count == 0) return NothingFound(diagnosed, now);
        var (first, _, best) = ranked[0];
        // What only stands by explains nothing, and nothing is done about it unless somebody asked about just that.
        if (best!.Part == Part.Bystander && wanted is null) return NothingFound(diagnosed, now);
        if (!best.Actionable && Soon(diagnosed, now) is { } later) return later;
        if (!best.Actionable)
            return Finish(diagnosed, new Ending(CaseState.Escalated, $"{best.Failure} is the best guess ({best.Because}), and it is not enough to act on.{Unseen(evidence)}", first.PlanFor(host, evidence, policy).ForPerson), now);
        return Planned(diagnosed, first.PlanFor(host, evidence, policy) with { Because = best.Because, Intent = best.Change is { Certain: true } meant ? meant.Said : null }, now);
    }

    /// <summary>A change that explains it is named first, with its author.</summary>
    private Diagnosis? Changed(Diagnosis? diagnosis, HostEvidence evidence)
    {
        if (diagnosis is null || ChangeFirst.Of(diagnosis.Failure, evidence, policy) is not { } explained) return diagnosis;
        var said = new Citation(explained.Certain ? explained.Said : $"{explained.Said}, which may have led to it", evidence.Changes.Source, Vantage.Logs, explained.Change.At);
        return diagnosis with { Change = explained, Supports = [said, .. diagnosis.Supports.Where(citation => citation.Fact != said.Fact)] };
    }

    /// <summary>
    /// What tells causes apart may take minutes to show: heartbeats that stop, rows that are late. A person is told once the signal has lasted as long as a statistical one must.
    /// Null: it has, or something stands that must not wait.
    /// </summary>
    private Move? Soon(Case c, DateTimeOffset now) => c.Request is not null || now - c.OpenedAt >= policy.Persist || c.Steps.Count > 0
        ? null
        : new Move(c with { State = CaseState.Waiting, DueAt = Earlier(now + (2 * LookAgain), c.OpenedAt + policy.Persist) }, "Nothing decisive yet; looks again before a person is told.");

    private Move NothingFound(Case c, DateTimeOffset now)
    {
        var probe = c.Evidence!.Probe.Value;
        var answers = probe is { Outcome: ProbeOutcome.Answered, Reached: true };
        // It answers, but with a certificate that nobody may accept: not well, whatever could not be read inside.
        if (answers && c.HostSeen!.Certificate is not null && probe!.NotAfter <= now)
            return Finish(c, new Ending(CaseState.Escalated, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The host presents a certificate that expired on {probe.NotAfter:yyyy-MM-dd}, and the guest could not be asked: {c.Evidence.Guest.NotCollected}"), $"Bind the newest version of {c.HostSeen.Certificate} to RDP-Tcp on {c.HostName}."), now);
        if (!answers && c.Evidence.SessionHost.Value is { Status: "Available" } avd && c.Steps.Where(step => step.Kept).Max(step => step.AppliedAt) is { } keptAt)
        {
            return Finish(
                c,
                avd.LastConnection > keptAt
                    ? new Ending(CaseState.Healed, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"A user connected at {avd.LastConnection:HH:mm:ss}, and nothing is wrong any more. {string.Join(", ", c.Helped)} was cured here.{Beside(c)}"))
                    : new Ending(CaseState.Unverified, $"Nothing is wrong any more, and no user has connected since {string.Join(", ", c.Helped)} was cured.{Beside(c)}"),
                now);
        }

        if (answers && c.Steps.Any(step => step.Kept))
            return Finish(c, new Ending(CaseState.Healed, $"RDP answers from outside, and nothing is wrong any more; what stood in the way besides is gone. {string.Join(", ", c.Helped)} was cured here.{Beside(c)}"), now);
        if (AvdReport.IsUpgrading(c.Evidence.SessionHost.Value, now)) return Finish(c, new Ending(CaseState.Suppressed, $"The AVD agent of the host is being upgraded; what is seen meanwhile is no fault.{Beside(c)}"), now);
        return answers || c.Evidence.SessionHost.Value is { Status: "Available" }
            ? Finish(c, new Ending(CaseState.Suppressed, $"The host answers and nothing is wrong any more.{Beside(c)}"), now)
            : Soon(c, now) ?? Finish(c, new Ending(CaseState.Escalated, $"No known failure explains what is seen.{Unseen(c.Evidence)}{Beside(c)}", "Open the case's evidence and look at the host by Bastion or the serial console."), now);
    }

    /// <summary>Why the last step that failed did; nothing when every step did what it should and it did not help.</summary>
    private static string LastProblem(Case c) => c.Steps.LastOrDefault(step => step.Problem is not null) is { } failed ? $" {failed.Step.Name} failed: {failed.Problem!.TrimEnd('.')}." : "";

    /// <summary>What could not be looked into; the cause may be there.</summary>
    private static string Unseen(HostEvidence evidence) => evidence.Guest.NotCollected is { } why ? $" The guest was {why.TrimEnd('.')}." : "";

    /// <summary>What is wrong beside it, and explains nothing: the residue of somebody's fix, for a person to know.</summary>
    private static string Beside(Case c) => string.Concat(c.Diagnoses.Where(diagnosis => diagnosis is { Actionable: true, Part: Part.Bystander } && diagnosis.Failure != c.Plan?.Failure).Select(diagnosis => $" Seen beside it: {diagnosis.Failure}, {diagnosis.Because}."));

    /// <summary>What was found beside a state that is meant so, whatever its part: nothing else will name it.</summary>
    private static string Besides(Case c) => string.Concat(c.Diagnoses.Skip(1).Where(diagnosis => diagnosis.Actionable).Select(diagnosis => $" Seen beside it: {diagnosis.Failure}, {diagnosis.Because}."));

    private Move Planned(Case c, Repairs.Plan plan, DateTimeOffset now)
    {
        if (c.Plan is { } begun && begun.Failure != plan.Failure && c.Steps.Any(NeedsRevert))
            return RevertNext(c with { Retreats = true, Progress = null }, $"It is {plan.Failure} now, not {begun.Failure}; what was begun is taken back first.", everything: true, now);
        // A plan that changed starts its ladder anew; the same plan goes on at the rung where it was; after a relapse the rung that did not last is passed over.
        var first = c.Relapse is { } relapse && relapse.Failure == plan.Failure ? relapse.Rung + 1 : 0;
        var rung = c.Plan?.Failure == plan.Failure ? c.Rung : first;
        var planned = c with { State = CaseState.Planned, Plan = plan, Rung = rung, DueAt = now, Approval = c.Approval?.PlanHash == plan.Hash ? c.Approval : null };
        var name = $"Diagnosed {plan.Failure}";
        if (plan.NoFault is { } normal)
        {
            // What was repaired before stands, and nobody can see from outside whether people come in: that is not nothing.
            var ending = planned.Steps.Any(step => step.Kept)
                ? new Ending(CaseState.Unverified, $"{string.Join(", ", c.Helped)} was cured here. {normal}{Besides(c)}", plan.ForPerson)
                : new Ending(CaseState.Suppressed, $"{name}, and it is no fault: {normal}{Besides(c)}", plan.ForPerson);
            return Finish(planned with { Refusals = [new Safety.Refusal(Safety.GateNames.IntendedState, normal, "a fault")] }, ending, now);
        }

        if (c.Request?.DryRun == true || policy.For(plan.Failure, c.HostSeen!.Pool) <= Autonomy.Suggest)
            return new Move(planned with { Doing = Doing.Rehearsing }, $"{name}; finding out which calls the plan would make.");
        if (plan.NeedsRenewal is { } certificate)
        {
            var ask = new Message { Kind = MessageKinds.Renew, CaseId = c.Id, HostId = c.Host, Certificate = certificate, Body = Message.BodyOf(new CertificateBody(certificate, null)) };
            var waiting = planned with { State = CaseState.Waiting, AwaitsCertificate = true, DueAt = now + TimeSpan.FromMinutes(15), Refusals = [new Safety.Refusal("CertificateRenewal", $"{certificate} has no usable version", "a valid version in the vault")] };
            return new Move(waiting, $"{name}; waits for the renewal of {certificate}.") { Messages = [ask] };
        }

        if (plan.Waits is { } passes)
            return new Move(planned with { State = CaseState.Waiting, DueAt = now + PassesBy, Refusals = [passes] }, $"{name}; waits until it has passed: {passes}.");
        if (plan.Rungs.Count == 0)
            return new Move(planned with { Doing = Doing.ReadingGates, Refusals = [] }, $"{name}: not for a machine to repair; looking who else of the pool has it.");
        if (rung >= plan.Rungs.Count || c.Undone >= MaxUndone)
            return Finish(planned, new Ending(CaseState.Escalated, c.Relapse is not null && c.Undone == 0 ? $"{name}: it came back after case {c.Relapse.Of} had healed it, and there is no other rung." : $"{name}: every rung was tried and undone.{LastProblem(c)}", plan.ForPerson), now);
        if (plan.Rungs[rung].Steps.FirstOrDefault(step => c.Steps.Any(taken => taken.Step is { ListedState: true } && taken.Step.Fingerprint == step.Fingerprint && (taken.Spent || (taken.Stands && (taken.Kept || taken.Rung != rung))))) is { } again)
            return Finish(planned, new Ending(CaseState.Escalated, $"{name}: {again.Name} was done in this case already, and somebody removed it. It is not done again.", plan.ForPerson), now);
        return new Move(StartRung(planned), $"{name} ({c.Diagnoses[0].Because}); next rung: {plan.Rungs[rung].Why}");
    }

    /// <summary>Who changed what explains it, for the person who is told.</summary>
    private static string Author(Case c) => c.Diagnoses is [{ Change: { } change }, ..] ? $" {change.Said}{(change.Certain ? "" : ", which may have led to it")}." : "";

    /// <summary>A rehearsal is for reading: trouble in it is noted in it, and the case ends all the same.</summary>
    private Move AfterRehearsal(Case c, IReadOnlyList<Repairs.RehearsedStep> steps, string? problem, DateTimeOffset now)
    {
        var why = c.Request?.DryRun == true ? "dry run" : policy.For(c.Plan!.Failure, c.HostSeen!.Pool).ToString();
        // Who reads no calls must not take the plan for one that makes none.
        var missing = c.Plan!.NeedsRenewal is { } certificate ? $"{certificate} has to be renewed in its vault first; which version is bound, and so every call after it, follows from that." : null;
        return Finish(c with { Rehearsal = new Repairs.Rehearsal(now, steps, problem ?? missing), Doing = Doing.Resting }, new Ending(CaseState.Observed, $"Diagnosed {c.Plan.Failure}; nothing was done ({why})."), now);
    }

    /// <summary>
    /// Lists the rung's steps as taken; the gates are asked before the first is captured. A step keeps its place for ever, because the names of run
    /// commands are made of it: what was begun and is planned anew gets a new place.
    /// </summary>
    private static Case StartRung(Case c)
    {
        var standing = c.Steps.Where(taken => taken.Rung == c.Rung && NeedsRevert(taken)).Select(taken => taken.Step.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var wanted = c.Plan!.Rungs[c.Rung].Steps.Where(step => !standing.Contains(step.Fingerprint)).ToList();
        var waiting = c.Steps.Where(taken => taken.Rung == c.Rung && taken is { Applied: false, Problem: null, Abandoned: false }).ToList();
        var ready = c with { Doing = Doing.ReadingGates, Refusals = [] };
        if (waiting.TrueForAll(taken => !taken.Begun) && waiting.Select(taken => taken.Step.Fingerprint).SequenceEqual(wanted.Select(step => step.Fingerprint), StringComparer.Ordinal)) return ready;
        return ready with { Steps = [.. c.Steps.Select(taken => waiting.Contains(taken) ? taken with { Abandoned = true } : taken), .. wanted.Select(step => new TakenStep { Step = step, Rung = c.Rung })] };
    }

    /// <summary>What else is wrong with the host by the evidence of the proof; a cure of one fault is not the host's. What only stands by is no reason to go on.</summary>
    private Diagnosis? Another(Case c, DateTimeOffset now) => failures
        .Where(failure => failure.Id != c.Plan!.Failure && (c.Request?.Failure is not { } wanted || wanted == failure.Id))
        .Select(failure => failure.Judge(c.HostSeen!, c.Evidence!, policy, now))
        .FirstOrDefault(diagnosis => diagnosis is { Actionable: true, Meant: false, Part: not Part.Bystander });

    /// <summary>
    /// What else stood inside by the look that the plan rests on, when the proof had none: a proof looks from outside, where a host may answer at which nobody
    /// can sign in. Where somebody has signed in since, what only contributed is refuted.
    /// </summary>
    private static Diagnosis? SeenInside(Case c, DateTimeOffset appliedAt) => c.Evidence!.Guest.Value is not null || c.Helped.Contains(c.Plan!.Failure)
        ? null
        : c.Diagnoses.FirstOrDefault(seen => seen.Failure != c.Plan!.Failure && !c.Helped.Contains(seen.Failure) && seen is { Actionable: true, Part: not Part.Bystander } && (seen.Part == Part.Cause || !SignedIn(c.Evidence, appliedAt)) && seen.Supports.Any(citation => citation.Vantage == Vantage.Guest));

    private static bool SignedIn(HostEvidence evidence, DateTimeOffset since) => evidence.SessionHost.Value?.LastConnection > since || evidence.Logs.Value?.Successes?.Newest > since;

    /// <summary>A proof looks from outside; what stood inside when the plan was made stands there still, but for what was repaired.</summary>
    private static HostEvidence WithInside(Case c) => c.Evidence!.Guest.Value is null && c.EvidenceOfPlan is { } planned ? c.Evidence with { Guest = planned.Guest } : c.Evidence;

    /// <summary>How far the clocks of instances may be apart.</summary>
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(3);

    private Move Prove(Case c, DateTimeOffset now)
    {
        var plan = c.Plan!;
        var appliedAt = c.Steps.Where(step => step.Rung == c.Rung && step.Applied).Max(step => step.AppliedAt) ?? c.VerifyingSince!.Value;
        // A host is looked at once a minute at most, and what was seen before the repair proves nothing about it.
        if (c.Evidence!.Probe is { Value.Earlier: true } look && look.At <= appliedAt + Clocks)
            return new Move(c with { DueAt = now + TimeSpan.FromSeconds(30) }, "Not yet: the last look from outside may be older than the repair.");
        var cure = failures.First(failure => failure.Id == plan.Failure).Prove(c.HostSeen!, WithInside(c), plan, appliedAt);
        if (cure.Verdict == CureVerdict.Cured && Another(c, now) is { } other) cure = new Cure(CureVerdict.Helped, $"{cure.Said} But {other.Failure}: {other.Because}.");
        var last = now - c.VerifyingSince >= plan.ProofWithin;
        if ((cure.Verdict == CureVerdict.Cured || (cure.Verdict == CureVerdict.CannotTell && last)) && SeenInside(c, appliedAt) is { } before) cure = new Cure(CureVerdict.Helped, $"{cure.Said} But {before.Failure} was seen inside before, and only a look inside tells whether it still stands.");
        if (cure.Verdict == CureVerdict.Helped && !c.Helped.Contains(plan.Failure))
        {
            var kept = c.Steps.Select(step => step.Rung == c.Rung && NeedsRevert(step) && !step.Step.GiveBack ? step with { Kept = true } : step);
            return RevertNext(c with { Steps = [.. kept], Helped = [.. c.Helped, plan.Failure], Plan = null, Progress = null, VerifyingSince = null }, cure.Said, everything: false, now);
        }

        if (cure.Verdict == CureVerdict.Cured) return GiveBackAnd(c, new Ending(CaseState.Healed, $"{cure.Said}{Beside(c)}"), now);
        if (!last)
            return new Move(c with { DueAt = now + TimeSpan.FromSeconds(30) }, $"Not yet: {cure.Said}");
        return cure.Verdict == CureVerdict.CannotTell
            ? GiveBackAnd(c, new Ending(CaseState.Unverified, cure.Said, plan.ForPerson), now)
            : StartUndo(c, $"It did not help: {cure.Said}", now);
    }
}
