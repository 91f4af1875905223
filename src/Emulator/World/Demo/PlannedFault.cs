namespace RdpMedic.Emulator.World.Demo;

/// <summary>How a case about a fault ought to end.</summary>
public enum Expectation
{
    Healed,

    /// <summary>Nothing that a machine may do cures it.</summary>
    Escalated,

    /// <summary>Nobody enrolled the host: no case at all.</summary>
    LeftAlone,
}

/// <summary>A fault that will befall a host. The product never sees this; only the demo's judge does.</summary>
/// <param name="Failure">The failure class that explains it.</param>
/// <param name="Variant">How exactly: one of the names in <see cref="Breakage.Break"/>.</param>
public sealed record PlannedFault(string Host, string Failure, string Variant, DateTimeOffset At, Expectation Expected)
{
    /// <summary>It has happened.</summary>
    public bool Done { get; set; }
}
