namespace RdpMedic.Healing.Evidence;

/// <summary>
/// When a user's connection last reached a session host, as the logs know it: rows come minutes late, some never, and a workspace that is down or that nobody
/// sends to knows of none. It proves a cure, and its absence proves nothing.
/// </summary>
public static class LastConnection
{
    /// <summary>How far back the logs are read.</summary>
    public static TimeSpan Back { get; } = TimeSpan.FromHours(1);

    /// <summary>The table that the query cannot do without.</summary>
    public const string Table = "WVDConnections";

    /// <summary>The query without its let: hostName. One row with one moment, or with none.</summary>
    public static string Query { get; } = LogParts.Read("LastConnection.kql");

    /// <summary>The name by which the rows know a session host: the last part of its id.</summary>
    public static string NameOf(string sessionHost) => sessionHost[(sessionHost.LastIndexOf('/') + 1)..];
}
