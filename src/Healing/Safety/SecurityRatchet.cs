using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>
/// Refuses any step that would leave a host, rule or listener with weaker security: no inbound rule for an AVD host (it connects outward),
/// none from the whole internet for anyone, none that the operator did not list.
/// </summary>
public sealed class SecurityRatchet : IGate
{
    private static readonly string[] Everybody = ["*", "any", "internet", "0.0.0.0/0", "::/0"];

    public string Name => GateNames.SecurityRatchet;

    public Refusal? Judge(GateQuestion question)
    {
        if (question.Step.Kind != StepKinds.SecurityRule) return null;
        if (!question.Step.ListedState || !question.Step.Arguments.TryGetValue(StepArguments.Rule, out var text)) return new Refusal(Name, "a rule that nobody listed", "listed rules only", Final: true);
        var rule = Json.Read<DesiredRule>(text);
        var outward = rule.Direction == "Outbound";
        if (!outward && question.Facts.Host is not { Role: HostRole.Workload, IsSessionHost: false }) return new Refusal(Name, "an inbound rule for an AVD host", "none: AVD connects outward", Final: true);
        if (!question.Policy.Rules.Any(listed => Json.Write(listed) == text)) return new Refusal(Name, $"{rule.Name} is not as listed", "listed rules only", Final: true);
        var open = (outward ? rule.Destinations : rule.Sources).FirstOrDefault(OpenToEverybody);
        return open is null ? null : new Refusal(Name, $"{(outward ? "destination" : "source")} {open}", "never the whole internet", Final: true);
    }

    /// <summary>True for a source that lets in (nearly) everybody: names of the whole internet, and prefixes shorter than /8 (IPv4) or /16 (IPv6).</summary>
    public static bool OpenToEverybody(string source)
    {
        if (Everybody.Contains(source.Trim(), StringComparer.OrdinalIgnoreCase)) return true;
        var slash = source.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && int.TryParse(source.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture, out var length)
            && length < (source.Contains(':', StringComparison.Ordinal) ? 16 : 8);
    }
}
