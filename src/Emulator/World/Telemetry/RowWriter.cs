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

    /// <summary>A row of the Security log about somebody who signed in (4624) or failed to (4625), in the table that it is collected into, if it is.</summary>
    /// <param name="status">Of a failure, such as 0xc000015b; null: it succeeded.</param>
    /// <param name="type">3 is network (NLA), 10 is Remote Desktop.</param>
    public void Logon(Model.Machine machine, string user, string address, string? status = null, string subStatus = "0x0", int type = 10)
    {
        var id = status is null ? 4624 : 4625;
        var (computer, resource) = ($"{machine.Name}.corp.example", machine.Id.ToLowerInvariant());
        if (fleet.SecurityLog == "SecurityEvent")
        {
            Write("SecurityEvent", ("Computer", computer), ("_ResourceId", resource), ("EventID", id), ("LogonType", type), ("TargetUserName", user), ("IpAddress", address), ("Status", status ?? ""), ("SubStatus", status is null ? "" : subStatus), ("Activity", status is null ? "4624 - An account was successfully logged on." : "4625 - An account failed to log on."));
        }
        else if (fleet.SecurityLog == "Event")
        {
            var fields = $"""<Data Name="TargetUserName">{user}</Data><Data Name="LogonType">{type}</Data><Data Name="IpAddress">{address}</Data>""";
            if (status is not null) fields += $"""<Data Name="Status">{status}</Data><Data Name="SubStatus">{subStatus}</Data>""";
            Write("Event", ("Computer", computer), ("_ResourceId", resource), ("EventLog", "Security"), ("Source", "Microsoft-Windows-Security-Auditing"), ("EventID", id), ("EventLevelName", "Information"), ("RenderedDescription", status is null ? "An account was successfully logged on." : "An account failed to log on."), ("EventData", $"<DataItem><EventData>{fields}</EventData></DataItem>"));
        }
    }

    /// <summary>Twenty seconds and more, thinning out; three in a hundred come five minutes later.</summary>
    private TimeSpan Delay()
    {
        var seconds = 20 - (40 * Math.Log(1 - chance.NextDouble()));
        return TimeSpan.FromSeconds(Math.Min(seconds, 180) + (chance.NextDouble() < 0.03 ? 300 : 0));
    }
}
