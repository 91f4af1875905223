using RdpMedic.Healing.Safety;

namespace RdpMedic.Healing.Views;

/// <summary>What a gate asks, in words for a person.</summary>
/// <param name="Asks">What holds when it is open.</param>
/// <param name="NeedsPlan">It judges a step of a plan or the evidence behind it; about a host without a plan it cannot be asked.</param>
public sealed record GateText(string Asks, bool NeedsPlan = false);

/// <summary>The words for every gate; a test sees that none is missing.</summary>
public static class GateTexts
{
    private static readonly Dictionary<string, GateText> Texts = new(StringComparer.Ordinal)
    {
        [GateNames.Paused] = new("Nobody paused everything or this pool."),
        [GateNames.Enrolled] = new("The host is enrolled, and its role lets a machine do the step."),
        [GateNames.ServiceIncident] = new("Azure reports no incident or maintenance on the host."),
        [GateNames.Maintenance] = new("No maintenance window is set, it is open, or the step needs none."),
        [GateNames.Settled] = new("The host has been up long enough."),
        [GateNames.IntendedState] = new("Nobody holds, stopped or drained the host, or removed what we wrote."),
        [GateNames.FreshEvidence] = new("The evidence is young enough to act on.", NeedsPlan: true),
        [GateNames.SharedCause] = new("Too few hosts of the pool have this failure for one shared cause, or it is this host's turn.", NeedsPlan: true),
        [GateNames.Cooldown] = new("Repairs of this failure help in this pool, and it did not just come back here.", NeedsPlan: true),
        [GateNames.Quota] = new("The pool's quota for the step is not used up.", NeedsPlan: true),
        [GateNames.BlastRadius] = new("Fewer hosts of the pool are under repair than its cap."),
        [GateNames.Sessions] = new("Nobody is signed in, or the step drops no session.", NeedsPlan: true),
        [GateNames.SecurityRatchet] = new("The step leaves nothing weaker than it was.", NeedsPlan: true),
        [GateNames.Autonomy] = new("The settings let a machine do the step, or somebody approved the plan.", NeedsPlan: true),
        [GateNames.HostLease] = new("No other case acts on the host."),
    };

    /// <exception cref="KeyNotFoundException">Nobody wrote down what this gate asks.</exception>
    public static GateText Of(string gate) => Texts[gate];
}
