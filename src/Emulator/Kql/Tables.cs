namespace RdpMedic.Emulator.Kql;

/// <summary>A column by name and Kusto type: string, int, long, real, bool, datetime or dynamic.</summary>
public sealed record KqlColumn(string Name, string Type);

/// <summary>The tables that the world writes, with the columns of the public Log Analytics table reference that are used here.</summary>
public static class Tables
{
    private static readonly KqlColumn[] Common = [new("TimeGenerated", "datetime"), new("_ResourceId", "string")];

    public static IReadOnlyDictionary<string, IReadOnlyList<KqlColumn>> All { get; } = new Dictionary<string, IReadOnlyList<KqlColumn>>(StringComparer.Ordinal)
    {
        ["Event"] = Of("Computer:string EventLog:string Source:string EventID:int EventLevelName:string RenderedDescription:string ParameterXml:string"),
        ["Heartbeat"] = Of("Computer:string OSType:string Version:string ResourceGroup:string"),
        ["SecurityEvent"] = Of("Computer:string EventID:int Account:string LogonType:int IpAddress:string Activity:string"),
        ["WVDConnections"] = Of("State:string SessionHostName:string UserName:string CorrelationId:string ConnectionType:string ClientOS:string SessionHostAzureVmId:string"),
        ["WVDErrors"] = Of("CodeSymbolic:string Message:string ServiceError:bool UserName:string CorrelationId:string ActivityType:string Source:string"),
        ["WVDAgentHealthStatus"] = Of("SessionHostName:string Status:string SessionHostResourceId:string AllowNewSessions:bool ActiveSessions:string InactiveSessions:string"),
        ["AzureActivity"] = Of("OperationNameValue:string ActivityStatusValue:string Caller:string ResourceGroup:string CategoryValue:string"),
    };

    private static IReadOnlyList<KqlColumn> Of(string columns) =>
        [.. Common, .. columns.Split(' ').Select(column => new KqlColumn(column[..column.IndexOf(':', StringComparison.Ordinal)], column[(column.IndexOf(':', StringComparison.Ordinal) + 1)..]))];
}
