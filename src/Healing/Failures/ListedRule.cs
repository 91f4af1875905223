using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Failures;

/// <summary>The step that puts a rule back which the operator listed.</summary>
internal static class ListedRule
{
    public static Step Restore(DesiredRule rule) => new()
    {
        Name = StepNames.RestoreSecurityRule,
        Kind = StepKinds.SecurityRule,
        Risk = Risk.R1,
        ListedState = true,
        Touches = [rule.NetworkSecurityGroup.ToLowerInvariant()],
        Arguments = new Dictionary<string, string>(StringComparer.Ordinal) { [StepArguments.Rule] = Json.Write(rule) },
    };
}
