namespace RdpMedic.Healing.Safety;

/// <summary>The names of the gates, in the order in which they are asked; a closed list used alike in journal, API and docs.</summary>
public static class GateNames
{
    public const string Paused = "Paused";
    public const string Enrolled = "Enrolled";
    public const string ServiceIncident = "ServiceIncident";
    public const string Maintenance = "Maintenance";
    public const string Settled = "Settled";
    public const string IntendedState = "IntendedState";
    public const string FreshEvidence = "FreshEvidence";
    public const string SharedCause = "SharedCause";
    public const string Cooldown = "Cooldown";
    public const string Quota = "Quota";
    public const string BlastRadius = "BlastRadius";
    public const string Sessions = "Sessions";
    public const string SecurityRatchet = "SecurityRatchet";
    public const string Autonomy = "Autonomy";
    public const string HostLease = "HostLease";
}

/// <summary>All gates in order. To add one: a file beside this, and a line here.</summary>
public static class Gates
{
    public static IReadOnlyList<IGate> All { get; } =
    [
        new Paused(),
        new Enrolled(),
        new ServiceIncident(),
        new Maintenance(),
        new Settled(),
        new IntendedState(),
        new FreshEvidence(),
        new SharedCause(),
        new Cooldown(),
        new QuotaGate(),
        new BlastRadius(),
        new Sessions(),
        new SecurityRatchet(),
        new AutonomyGate(),
        new HostLease(),
    ];
}
