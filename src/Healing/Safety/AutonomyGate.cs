using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>How far the product may go by itself for this failure; reboots and moves always want an approval, and so does a rule outside the listed state.</summary>
public sealed class AutonomyGate : IGate
{
    public string Name => GateNames.Autonomy;

    public Refusal? Judge(GateQuestion question)
    {
        var failure = question.Case.Plan!.Failure;
        var allowed = question.Policy.For(failure);
        if (allowed < Autonomy.Approve) return new Refusal(Name, allowed.ToString(), "Automatic", Final: true);
        if (allowed < Autonomy.Automatic) return new Refusal(Name, $"{failure} is set to Approve", "an approval");
        if (question.Step.Risk >= Risk.R3) return new Refusal(Name, $"{question.Step.Risk}", "R2 without an approval");
        return question.Step is { Kind: StepKinds.SecurityRule, ListedState: false } ? new Refusal(Name, "a rule outside the listed state", "an approval") : null;
    }
}
