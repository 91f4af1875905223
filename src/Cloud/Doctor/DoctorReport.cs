namespace RdpMedic.Cloud.Doctor;

/// <summary>How one thing was found.</summary>
public enum DoctorVerdict
{
    Well,

    /// <summary>A right is not given; it is named.</summary>
    Missing,

    /// <summary>It could not be reached, or answered something else than it should.</summary>
    Failed,

    /// <summary>It cannot be tried without changing anything, or nothing says that it is wanted.</summary>
    NotTried,
}

/// <summary>A right that is needed and not given.</summary>
/// <param name="Permission">The action, as role definitions name it.</param>
/// <param name="Call">What the product would call with it.</param>
/// <param name="Role">The role of the infrastructure that gives it.</param>
/// <param name="UsedBy">The adapters that need it: folders of the source, such as Machines.</param>
public sealed record MissingRight(string Permission, string Call, string Role, IReadOnlyList<string> UsedBy);

/// <summary>One thing that was looked at.</summary>
/// <param name="What">In words.</param>
/// <param name="Identity">Whose call it is: reader, inspector, actor or keeper.</param>
/// <param name="Scope">Resource id or address; null: none of its own.</param>
/// <param name="Said">What was found, or why it is not well.</param>
public sealed record DoctorCheck(string What, string Identity, string? Scope, DoctorVerdict Verdict, string Said)
{
    public IReadOnlyList<MissingRight> Missing { get; init; } = [];
}

/// <summary>All that was looked at. Nothing was changed.</summary>
/// <param name="Well">Nothing is missing and nothing failed.</param>
public sealed record DoctorReport(DateTimeOffset At, bool Well, IReadOnlyList<DoctorCheck> Checks)
{
    public static DoctorReport Of(DateTimeOffset at, IReadOnlyList<DoctorCheck> checks) => new(at, checks.All(check => check.Verdict is DoctorVerdict.Well or DoctorVerdict.NotTried), checks);
}
