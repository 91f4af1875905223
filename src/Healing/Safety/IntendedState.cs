using System.Globalization;
using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// What a person, pipeline, policy or security tool decided stays as it is: a host under a hold, a machine that was stopped, a session host that somebody
/// else drained, and a write of ours that somebody removed.
/// </summary>
public sealed class IntendedState : IGate
{
    public string Name => GateNames.IntendedState;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Facts.Host?.Hold is { } hold) return new Refusal(Name, $"on hold: {hold}", "no hold");
        // Only the step that starts a machine is for one that does not run; who stopped it, and whether he meant it, was judged before.
        if (question.Step.Kind != StepKinds.Power && question.Case.Evidence?.Machine.Value is { Running: false } machine) return new Refusal(Name, $"the machine is {machine.Power}", "running");
        if (question.Facts.SessionHost.Value is { AllowNewSession: false } && !DrainedByUs(question.Case)) return new Refusal(Name, "drained, and not by us", "open");
        return Removed(question) is { } removed
            ? new Refusal(Name, string.Create(CultureInfo.InvariantCulture, $"{question.Step.Name} was done by case {removed.Case} at {removed.At:u}, and is not there any more: somebody removed it, or it never arrived"), "a write that was removed once is not made again", Final: true)
            : null;
    }

    private static bool DrainedByUs(Case c) => c.Steps.Any(step => step is { Applied: true, Reverted: false, Step.Kind: StepKinds.Drain });

    private static Shared.StandingWrite? Removed(GateQuestion question)
    {
        var what = question.Step.Fingerprint;
        return question.Facts.Stood.FirstOrDefault(write => write.What == what && !FreshEvidence.Overtook(write, question) && (write.Case != question.Case.Id || question.Case.Steps.Any(step => step is { Applied: true, Reverted: false } && step.Step.Fingerprint == what)));
    }
}
