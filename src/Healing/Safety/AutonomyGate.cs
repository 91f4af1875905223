using System.Globalization;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// How far the product may go by itself for this failure in this pool; reboots and moves always want an approval, and so does a rule outside the listed state.
/// An approval is bound to the plan that was shown, and runs out.
/// </summary>
public sealed class AutonomyGate : IGate
{
    public string Name => GateNames.Autonomy;

    public Refusal? Judge(GateQuestion question)
    {
        var c = question.Case;
        var allowed = question.Policy.For(c.Plan!.Failure, c.HostSeen!.Pool);
        if (allowed < Autonomy.Approve) return new Refusal(Name, allowed.ToString(), "Automatic", Final: true);
        if (Wants(question, allowed) is not { } why) return null;
        if (c.Approval is not { } approval) return new Refusal(Name, why, $"an approval of plan {c.Plan.Hash}");
        if (approval.PlanHash != c.Plan.Hash) return new Refusal(Name, $"{why}; {approval.By} approved another plan", $"an approval of plan {c.Plan.Hash}");
        return approval.Until > question.Now ? null : new Refusal(Name, string.Create(CultureInfo.InvariantCulture, $"{why}; the approval of {approval.By} ran out at {approval.Until:u}"), $"an approval of plan {c.Plan.Hash}");
    }

    private static string? Wants(GateQuestion question, Autonomy allowed)
    {
        if (allowed < Autonomy.Automatic) return $"{question.Case.Plan!.Failure} is set to Approve";
        if (question is { Case.Plan.Intent: { } intent, Step.ListedState: false }) return $"{intent}: what somebody meant is not changed back without approval";
        if (question.Step.Risk >= Risk.R3) return $"{question.Step.Risk} wants an approval";
        if (question.Step.NeedsApproval) return $"{question.Step.Name} wants an approval";
        return question.Step is { Kind: StepKinds.SecurityRule, ListedState: false } ? "a rule outside the listed state wants an approval" : null;
    }
}
