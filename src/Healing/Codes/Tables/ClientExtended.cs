using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>The second number that mstsc shows, outside the range of protocol errors. LocalSessionManager 40 uses the same numbers.</summary>
internal static class ClientExtended
{
    public static IReadOnlyList<Code> All { get; } =
    [
        NoFault(0, "exDiscReasonNoInfo", "No information."),
        NoFault(1, "exDiscReasonAPIInitiatedDisconnect", "A program disconnected the session."),
        NoFault(2, "exDiscReasonAPIInitiatedLogoff", "A program signed the session off."),
        NoFault(3, "exDiscReasonServerIdleTimeout", "The session was idle longer than the server allows."),
        Row(4, "exDiscReasonServerLogonTimeout", "Signing in took longer than the server allows.", LogonHang, ResourceCpu, DcUnreachable),
        NoFault(5, "exDiscReasonReplacedByOtherConnection", "Another connection took the session over."),
        Row(6, "exDiscReasonOutOfMemory", "The server has no memory.", ResourceMemory),
        Row(7, "exDiscReasonServerDeniedConnection", "The server denied the connection; it does not say why.", SessionCapacity, TermServiceDown, CertKeyAccess, RdpFlood, LogonRight),
        Row(8, "exDiscReasonServerDeniedConnectionFips", "The server denied the connection for security reasons: FIPS.", EncryptionFips),
        Row(9, "exDiscReasonServerInsufficientPrivileges", "The user may not sign in remotely here.", LogonRight),
        NoFault(10, "exDiscReasonServerFreshCredsRequired", "Credentials must be typed anew."),
        NoFault(11, "exDiscReasonRpcInitiatedDisconnectByUser", "A user disconnected the session."),
        NoFault(12, "exDiscReasonLogoffByUser", "The user signed off.") with { Never = "Microsoft's page in its repository prints 2 here, the same as for a program's sign-off; the published page and the protocol say 12." },
        Server(0xF, "ERRINFO_CLOSE_STACK_ON_DRIVER_NOT_READY", "The display driver in the session was not ready."),
        Server(0x10, "ERRINFO_SERVER_DWM_CRASH", "The desktop window manager of the session crashed."),
        Server(0x11, "ERRINFO_CLOSE_STACK_ON_DRIVER_FAILURE", "The display driver did not start."),
        Server(0x12, "ERRINFO_CLOSE_STACK_ON_DRIVER_IFACE_FAILURE", "The display driver started and could not be used."),
        Server(0x17, "ERRINFO_SERVER_WINLOGON_CRASH", "Winlogon of the session crashed.") with { Candidates = Of(LogonHang, BadUpdate) },
        Server(0x18, "ERRINFO_SERVER_CSRSS_CRASH", "The client/server runtime of the session crashed.") with { Candidates = Of(BadUpdate, ResourceMemory) },
        Licence(0x100, "exDiscReasonLicenseInternal", "Internal licensing error."),
        Licence(0x101, "exDiscReasonLicenseNoLicenseServer", "No licence server was available."),
        Licence(0x102, "exDiscReasonLicenseNoLicense", "No valid licence was available."),
        Licence(0x103, "exDiscReasonLicenseErrClientMsg", "The server got a licensing message that was not valid."),
        Licence(0x104, "exDiscReasonLicenseHwidDoesntMatchLicense", "The client's hardware id does not match its licence.") with { Candidates = Of(ClientSide, RdsLicensing) },
        Licence(0x105, "exDiscReasonLicenseErrClientLicense", "The client's licence is faulty.") with { Candidates = Of(ClientSide, RdsLicensing) },
        Licence(0x106, "exDiscReasonLicenseCantFinishProtocol", "The network failed while licensing was under way.") with { Candidates = Of(ClientSide, RdsLicensing) },
        Licence(0x107, "exDiscReasonLicenseClientEndedProtocol", "The client ended licensing early.") with { Candidates = Of(ClientSide) },
        Licence(0x108, "exDiscReasonLicenseErrClientEncryption", "A licensing message was not encrypted right.") with { Candidates = Of(ClientSide, RdsLicensing) },
        Licence(0x109, "exDiscReasonLicenseCantUpgradeLicense", "The client's access licence could not be upgraded or renewed."),
        Licence(0x10A, "exDiscReasonLicenseNoRemoteConnections", "The server is not licensed to accept remote connections."),
        Licence(0x10B, "exDiscReasonLicenseCreatingLicStoreAccDenied", "The client may not create its licence store in the registry.") with { Candidates = Of(ClientSide) },
        Row(0x300, "exDiscReasonRdpEncInvalidCredentials", "The credentials are not valid.", AccountState),
        Broker(0x400, "ERRINFO_CB_DESTINATION_NOT_FOUND", "The broker did not find the destination.", ClientSide),
        Progress(0x402, "ERRINFO_CB_LOADING_DESTINATION", "The broker is loading the destination."),
        Progress(0x404, "ERRINFO_CB_REDIRECTING_TO_DESTINATION", "The broker is redirecting to the destination."),
        Progress(0x405, "ERRINFO_CB_SESSION_ONLINE_VM_WAKE", "The broker is waking the machine."),
        Progress(0x406, "ERRINFO_CB_SESSION_ONLINE_VM_BOOT", "The broker is starting the machine."),
        Broker(0x407, "ERRINFO_CB_SESSION_ONLINE_VM_NO_DNS", "The broker cannot resolve the machine's name.", ProxyDns),
        Broker(0x408, "ERRINFO_CB_DESTINATION_POOL_NOT_FREE", "The pool has no free destination.", SessionCapacity, DrainMode),
        NoFault(0x409, "ERRINFO_CB_CONNECTION_CANCELLED", "The connection was cancelled.") with { Known = Knowledge.Implementation, Source = Sources.ErrorInfo },
        Broker(0x410, "ERRINFO_CB_CONNECTION_ERROR_INVALID_SETTINGS", "The settings of the connection are not valid.", ClientSide),
        Broker(0x411, "ERRINFO_CB_SESSION_ONLINE_VM_BOOT_TIMEOUT", "The machine did not start in time.", BootFailure, VmNotRunning),
        Broker(0x412, "ERRINFO_CB_SESSION_ONLINE_VM_SESSMON_FAILED", "The session monitor of the machine failed.", TermServiceDown),
    ];

    private static Code NoFault(uint number, string symbol, string meaning) => Row(number, symbol, meaning) with { Fault = false };

    private static Code Server(uint number, string symbol, string meaning) => Row(number, symbol, meaning, Graphics) with { Known = Knowledge.Implementation, Source = Sources.ErrorInfo };

    private static Code Broker(uint number, string symbol, string meaning, params string[] candidates) => Row(number, symbol, meaning, candidates) with { Known = Knowledge.Implementation, Source = Sources.ErrorInfo };

    private static Code Progress(uint number, string symbol, string meaning) => Broker(number, symbol, meaning) with { Fault = false };

    private static Code Licence(uint number, string symbol, string meaning) => Row(number, symbol, meaning, RdsLicensing) with
    {
        Never = "Never delete the grace period key: that gets around the licence. mstsc /admin gets an administrator in meanwhile.",
    };

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.ClientExtended, Numbers = [number], Symbol = symbol, Meaning = meaning, Candidates = Of(candidates), Known = Knowledge.Documented, Source = Sources.Extended,
    };

    private static FailureId[] Of(params string[] ids) => [.. ids.Select(id => new FailureId(id))];
}
