namespace RdpMedic.Healing.Shared;

/// <summary>Somebody's last word about a pause, of everything or of one pool. No new step starts while it stands; what was lent is still given back.</summary>
/// <param name="Paused">False: the pause was lifted.</param>
/// <param name="Reason">Why, in that person's words.</param>
/// <param name="By">Who; null when nobody was named.</param>
/// <param name="At">When, by the product's clock.</param>
public sealed record PauseOrder(bool Paused, string Reason, string? By, DateTimeOffset? At)
{
    /// <summary>Reason and person in one line, as the gate says it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Said => By is null ? Reason : $"{Reason} (by {By})";
}
