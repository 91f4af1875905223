namespace RdpMedic.Simulation.Scenarios.Format;

/// <summary>A kind of scenario; a test counts them.</summary>
public enum Tag
{
    /// <summary>It has something that misleads: two causes at once, a decoy, missing telemetry, an owner who undoes what is done, a failure that comes back.</summary>
    Hard,

    /// <summary>The right answer is to change nothing.</summary>
    DoNothing,
}
