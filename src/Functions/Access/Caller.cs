namespace RdpMedic.Functions.Access;

/// <summary>Who called, as a valid token names him.</summary>
/// <param name="ObjectId">Of the person or service principal; it never changes and cannot be chosen.</param>
/// <param name="Name">For people to read; whoever has the account may have chosen it.</param>
public sealed record Caller(string ObjectId, string Name, IReadOnlySet<Role> Roles)
{
    /// <summary>For the journal: both.</summary>
    public string By => $"{Name} ({ObjectId})";

    /// <summary>Whoever has any role may read.</summary>
    public bool May(Role role) => Roles.Contains(role) || (role == Role.Reader && Roles.Count > 0);
}
