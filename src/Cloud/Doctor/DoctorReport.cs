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

/// <summary>How a table that detectors read stands in one workspace.</summary>
/// <param name="Table">Its name.</param>
/// <param name="There">It is in the workspace.</param>
/// <param name="NewestAt">When its newest row came in (<c>ingestion_time()</c>); null: none did within three days.</param>
/// <param name="Age">How long ago that was; null: as before.</param>
/// <param name="Needed">How old the newest row may be, so that a sweep reads it.</param>
/// <param name="Enough">It is no older.</param>
/// <param name="Check">What to look at when it should get rows; null: it gets them.</param>
/// <param name="ReadBy">The detectors that see nothing without it.</param>
public sealed record TableAge(string Table, bool There, DateTimeOffset? NewestAt, TimeSpan? Age, TimeSpan Needed, bool Enough, string? Check, IReadOnlyList<string> ReadBy);

/// <summary>One thing that was looked at.</summary>
/// <param name="What">In words.</param>
/// <param name="Identity">Whose call it is: reader, inspector, actor or keeper.</param>
/// <param name="Scope">Resource id or address; null: none of its own.</param>
/// <param name="Said">What was found, or why it is not well.</param>
public sealed record DoctorCheck(string What, string Identity, string? Scope, DoctorVerdict Verdict, string Said)
{
    public IReadOnlyList<MissingRight> Missing { get; init; } = [];

    /// <summary>Of a workspace: the tables that detectors read, by name.</summary>
    public IReadOnlyList<TableAge> Tables { get; init; } = [];
}

/// <summary>All that was looked at. Nothing was changed.</summary>
/// <param name="Well">Nothing is missing and nothing failed.</param>
public sealed record DoctorReport(DateTimeOffset At, bool Well, IReadOnlyList<DoctorCheck> Checks)
{
    public static DoctorReport Of(DateTimeOffset at, IReadOnlyList<DoctorCheck> checks) => new(at, checks.All(check => check.Verdict is DoctorVerdict.Well or DoctorVerdict.NotTried), checks);
}
