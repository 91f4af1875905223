namespace RdpMedic.Healing.Evidence;

/// <summary>From where a fact was seen. A cure counts only when it is seen from a vantage that reached the host before.</summary>
public enum Vantage
{
    /// <summary>Log Analytics: what the guest's agent or the AVD service sent there.</summary>
    Logs,

    /// <summary>Azure Resource Manager and the AVD service's own report.</summary>
    ControlPlane,

    /// <summary>A handshake from where this app runs.</summary>
    Probe,

    /// <summary>The read-only collector inside the guest.</summary>
    Guest,

    /// <summary>Key Vault.</summary>
    Vault,
}

/// <summary>
/// A fact with its source, vantage point and time; or the reason why it was not collected. "Not collected" is never "negative":
/// it may lead to more looking, never to a repair.
/// </summary>
/// <typeparam name="T">What was read.</typeparam>
public sealed record Reading<T>
    where T : class
{
    public T? Value { get; init; }

    public required string Source { get; init; }

    public required Vantage Vantage { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why there is no value, in words for a person; null when there is one.</summary>
    public string? NotCollected { get; init; }

    public static Reading<T> Of(T value, string source, Vantage vantage, DateTimeOffset at) => new() { Value = value, Source = source, Vantage = vantage, At = at };

    public static Reading<T> Missing(string reason, string source, Vantage vantage, DateTimeOffset at) => new() { NotCollected = reason, Source = source, Vantage = vantage, At = at };
}
