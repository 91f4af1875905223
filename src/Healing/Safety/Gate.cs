using RdpMedic.Healing.Cases;
using RdpMedic.Healing.Ports;
using RdpMedic.Healing.Repairs;

namespace RdpMedic.Healing.Safety;

/// <summary>Why a gate is closed: its name, the value that it saw, the limit, and when it opens as far as anybody knows. The same words stand in journal, API and docs.</summary>
/// <param name="Gate">The gate's name.</param>
/// <param name="Value">What was seen.</param>
/// <param name="Limit">What would be allowed.</param>
/// <param name="OpensAt">Null: not by time alone.</param>
/// <param name="Final">No waiting will open it: the case ends as Escalated, or as Suppressed when the host is not ours to touch.</param>
public sealed record Refusal(string Gate, string Value, string Limit, DateTimeOffset? OpensAt = null, bool Final = false)
{
    public override string ToString() => $"{Gate}: {Value} (limit: {Limit})";
}

/// <summary>What a gate judges: a step of a case, and the facts read just now.</summary>
public sealed record GateQuestion(Case Case, Step Step, GateFacts Facts, Policy Policy, DateTimeOffset Now);

/// <summary>One condition for acting. Pure. A gate that cannot be evaluated is closed.</summary>
public interface IGate
{
    string Name { get; }

    /// <summary>Null: allowed.</summary>
    Refusal? Judge(GateQuestion question);
}
