namespace RdpMedic.Emulator.World.Telemetry;

/// <summary>Where rows go: table, when it happened, when it becomes visible, columns.</summary>
public delegate void AppendRow(string table, DateTimeOffset timeGenerated, DateTimeOffset ingestedAt, IReadOnlyDictionary<string, object?> columns);

/// <summary>Writes rows with the delay of real ingestion: most within two minutes, a few much later.</summary>
public sealed class RowWriter(Fleet fleet, AppendRow append, Random chance)
{
    public void Write(string table, params (string Name, object? Value)[] columns) => Write(table, Delay(), columns);

    public void Write(string table, TimeSpan delay, params (string Name, object? Value)[] columns)
    {
        var now = fleet.Now;
        append(table, now, now + delay, columns.ToDictionary(column => column.Name, column => column.Value, StringComparer.Ordinal));
    }

    /// <summary>A row of a Windows event log.</summary>
    public void Event(string machine, string resource, string source, int id, string level, string text, string parameters = "", string log = "System") => Write(
        "Event",
        ("Computer", $"{machine}.corp.example"),
        ("_ResourceId", resource.ToLowerInvariant()),
        ("EventLog", log),
        ("Source", source),
        ("EventID", id),
        ("EventLevelName", level),
        ("RenderedDescription", text),
        ("ParameterXml", parameters));

    /// <summary>Twenty seconds and more, thinning out; three in a hundred come five minutes later.</summary>
    private TimeSpan Delay()
    {
        var seconds = 20 - (40 * Math.Log(1 - chance.NextDouble()));
        return TimeSpan.FromSeconds(Math.Min(seconds, 180) + (chance.NextDouble() < 0.03 ? 300 : 0));
    }
}
