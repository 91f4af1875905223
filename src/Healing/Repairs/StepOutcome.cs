using System.Text.Json.Serialization;

namespace RdpMedic.Healing.Repairs;

/// <summary>The phases of a step, in order. The type makes every step capture before it applies and able to go back.</summary>
public enum StepPhase
{
    Capture,
    Apply,
    Verify,
    Revert,
}

/// <summary>What an adapter answers. Expected outcomes are values; an exception is transport trouble or a bug.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record StepOutcome
{
    /// <summary>Finished.</summary>
    /// <param name="State">For a capture: what Revert needs, as text; for the others a summary for the journal. Never a secret.</param>
    /// <param name="Changed">Whether anything is different now.</param>
    public sealed record Done(string State, bool Changed) : StepOutcome;

    /// <summary>A long operation has begun; look again later with this handle.</summary>
    public sealed record Started(string Handle, TimeSpan LookAfter) : StepOutcome;

    /// <summary>It did not work, and trying the same again will not help.</summary>
    /// <param name="Reason">In words for a person.</param>
    /// <param name="Changed">Whether anything may have changed all the same; unknown counts as yes.</param>
    public sealed record Failed(string Reason, bool Changed) : StepOutcome;
}
