namespace RdpMedic.Healing.Codes;

/// <summary>What the places of codes are called where people read them.</summary>
public static class CodeKinds
{
    public static string Name(CodeKind kind) => kind switch
    {
        CodeKind.ClientDisconnect => "mstsc disconnect reason",
        CodeKind.ClientExtended => "mstsc extended disconnect reason",
        CodeKind.ClientPair => "mstsc's two numbers together",
        CodeKind.ClientText => "text of a client",
        CodeKind.SecurityStatus => "security status (SEC_E)",
        CodeKind.LogonStatus => "status of event 4625 (NTSTATUS)",
        CodeKind.NegotiationFailure => "failure code of the RDP negotiation",
        CodeKind.AvdError => "WVDErrors of AVD",
        CodeKind.AvdHostStatus => "status of an AVD session host",
        CodeKind.AvdHealthCheck => "health check of an AVD session host",
        CodeKind.AvdCheckResult => "result of an AVD health check",
        CodeKind.AvdAgentEvent => "event of the AVD agent",
        CodeKind.WindowsEvent => "Windows event",
        CodeKind.ServiceStart => "error when a service starts (Win32)",
        CodeKind.GenericResult => "generic HRESULT",
        CodeKind.ArticleClaim => "claim of an article",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A place without a name."),
    };

    public static string Name(Knowledge known) => known switch
    {
        Knowledge.Documented => "documented",
        Knowledge.Implementation => "read from an implementation",
        Knowledge.GeneralKnowledge => "general knowledge",
        Knowledge.Reported => "only reported: no weight",
        _ => throw new ArgumentOutOfRangeException(nameof(known), known, "A knowledge without a name."),
    };
}
