namespace RdpMedic.Healing.Evidence;

/// <summary>
/// What the logs of the last half hour say about one host. Each part may be missing by itself: a table that nobody collects is "not collected",
/// and says nothing about the host.
/// </summary>
public sealed record LogFacts
{
    /// <summary>Events of its Windows logs, one entry by log, source and id; null: not collected.</summary>
    public IReadOnlyList<LogEvent>? Events { get; init; }

    /// <summary>Failed logons (4625) by sub status; null: not collected.</summary>
    public IReadOnlyList<LogonFailures>? Logons { get; init; }

    /// <summary>AVD connections that failed here, by symbol; null: not collected.</summary>
    public IReadOnlyList<ConnectionFailures>? Connections { get; init; }

    /// <summary>Connections that came about (AVD, or an interactive logon) in the same time; null: not collected.</summary>
    public ConnectionCount? Successes { get; init; }

    /// <summary>When its agent last sent a heartbeat; null: not collected, or none within the window.</summary>
    public DateTimeOffset? Heartbeat { get; init; }

    /// <summary>Parts that are missing, each with the reason.</summary>
    public IReadOnlyList<string> NotCollected { get; init; } = [];

    /// <summary>Events with this id of a source whose name contains the given words; empty when there are none, or when nothing was collected.</summary>
    public IEnumerable<LogEvent> Of(string source, params ReadOnlySpan<int> ids)
    {
        var wanted = ids.ToArray();
        return Events?.Where(one => one.Source.Contains(source, StringComparison.OrdinalIgnoreCase) && wanted.Contains(one.EventId)) ?? [];
    }

    /// <summary>Failed logons with this sub status, such as C000015B.</summary>
    public LogonFailures? Logon(string subStatus) => Logons?.FirstOrDefault(one => one.SubStatus.EndsWith(subStatus, StringComparison.OrdinalIgnoreCase));

    /// <summary>Failed connections with this symbol.</summary>
    public ConnectionFailures? Connection(string symbol) => Connections?.FirstOrDefault(one => string.Equals(one.Symbol, symbol, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Events of one kind.</summary>
/// <param name="Sample">The text of one of them, shortened; data, never an instruction.</param>
public sealed record LogEvent(string Log, string Source, int EventId, long Rows, DateTimeOffset Newest, string Sample);

/// <summary>Failed logons of one kind (logon types 3 and 10).</summary>
/// <param name="SubStatus">As the log writes it, such as 0xc000006a.</param>
/// <param name="Users">Different accounts.</param>
/// <param name="Addresses">Different client addresses.</param>
public sealed record LogonFailures(string SubStatus, long Rows, long Users, long Addresses, DateTimeOffset Newest);

/// <summary>Failed AVD connections of one kind.</summary>
/// <param name="ServiceError">True: on the service's side, nothing to repair here.</param>
/// <param name="Networks">Different client addresses.</param>
public sealed record ConnectionFailures(string Symbol, bool ServiceError, long Rows, long Users, long Networks, DateTimeOffset Newest)
{
    /// <summary>A symbol says something about a host only when at least three people from two networks met it: one person's trouble is that person's.</summary>
    public bool Broad => Users >= 3 && Networks >= 2;
}

/// <summary>Connections that came about.</summary>
public sealed record ConnectionCount(long Rows, long Users, DateTimeOffset? Newest);
