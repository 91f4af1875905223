namespace RdpMedic.Emulator.World.Model;

/// <summary>How much a management lock forbids.</summary>
public enum LockLevel
{
    /// <summary>Deletions.</summary>
    CanNotDelete,

    /// <summary>Every write.</summary>
    ReadOnly,
}

/// <summary>A management lock: it counts for its resource and everything beneath it, and for everybody. (Lock your resources to protect your infrastructure)</summary>
/// <param name="Scope">Resource id.</param>
public sealed record ManagementLock(string Scope, LockLevel Level)
{
    /// <summary>Would it refuse a write, or a deletion, of this resource?</summary>
    public bool Refuses(string resource, bool deletes) =>
        (deletes || Level == LockLevel.ReadOnly)
        && resource.StartsWith(Scope, StringComparison.OrdinalIgnoreCase)
        && (resource.Length == Scope.Length || resource[Scope.Length] == '/');
}
