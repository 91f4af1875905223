using System.Collections.Frozen;
using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>The evidence that tells a cause from the others, in one short sentence each: what to look at once a code has named its candidates.</summary>
public static class TellApart
{
    private static readonly FrozenDictionary<string, string> Evidence = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [VmNotRunning] = "the power state is stopped or deallocated",
        [GuestAgentUnavailable] = "the instance view says Not Ready; alone it is no RDP fault",
        [BootFailure] = "boot diagnostics show no sign-in screen; Kernel-Power 41 or bug check 1001 before the silence",
        [PlatformMaintenance] = "scheduled events, Resource Health or the activity log show it",
        [ServiceIncident] = "WVDErrors has ServiceError true, or Service Health has an incident",
        [NsgDeny] = "TCP times out; IP flow verify says Deny and names the rule",
        [AdminRuleDeny] = "TCP times out; the effective rule comes from a network manager, not from a group",
        [LbMisconfig] = "the private address answers and the public one times out",
        [GuestFirewall] = "TCP times out while every network rule allows it; the guest's profile or rule blocks",
        [GuestNic] = "every port times out, no heartbeat, agent Not Ready, and the screenshot shows the sign-in screen",
        [AvdOutboundBlocked] = "agent events 3277 INVALID_FORM, 3703 or 3019, ReverseConnectFailed; the broker's health page does not load from the host",
        [ProxyDns] = "the name resolves differently, or not at all, on that path; WinHTTP proxy settings",
        [ClientSide] = "other users, or other sites, reach the same host at the same time",
        [TermServiceDown] = "the port refuses at once, and TermService is not Running inside the guest",
        [RdpDisabled] = "fDenyTSConnections is 1, locally or in the Policies hive",
        [ListenerMissing] = "TermService runs, and qwinsta shows no rdp-tcp that listens",
        [PortChanged] = "PortNumber of RDP-Tcp differs from what network and clients use",
        [PortConflict] = "the port answers with something other than RDP; its owner is not TermService",
        [DrainMode] = "AllowNewSession is false, or TSServerDrainMode is 1",
        [AvdAgentDown] = "the last heartbeat is old while the machine runs; RDAgentBootLoader is stopped",
        [AvdRegistration] = "3277 with a registration text; IsRegistered is 0",
        [AvdSxsListener] = "SxSStackListenerCheck failed; qwinsta shows no rdp-sxs that listens",
        [AvdUserAuthorization] = "only some users, and they are in no assignment of the application group",
        [CertKeyAccess] = "Schannel 36870 with 0x8009030D, or 1057/1058 with access denied; the key file cannot be read",
        [CertSelfSignedStale] = "no custom certificate is bound, and the one presented is past its end",
        [CertCustomInvalid] = "events 1051, 1053, 1054, 1055 or 1059; the bound thumbprint is not in the computer's store, or without key",
        [CertExpiring] = "event 1052, or the vault's certificate ends within the threshold; connections still work",
        [TlsPolicy] = "Schannel 36871 with state 10013, or 36874; TLS 1.2 Server is disabled in SCHANNEL",
        [EncryptionFips] = "event 1050; MinEncryptionLevel 4 or the FIPS policy, and an old client",
        [SecurityLayerDowngraded] = "the negotiation fails with SSL_NOT_ALLOWED_BY_SERVER; SecurityLayer is 0",
        [CredSspOracle] = "the client's text names CredSSP; one side lacks the fix",
        [DomainTrust] = "Test-ComputerSecureChannel fails; NETLOGON 3210; 4625 with C000018C",
        [DcUnreachable] = "nltest finds no controller; NETLOGON 5719; 4625 with C000005E; usually many hosts at once",
        [TimeSkew] = "4625 with C0000133; w32tm shows more than five minutes to the controller",
        [LogonRight] = "4625 with C000015B; the user right or group is missing, or a deny wins",
        [AccountState] = "4625 with the account's own status; one user, every host",
        [EntraSignIn] = "the host is Entra joined; the device object, AADLoginForWindows or the login role is missing",
        [RdsLicensing] = "events 1068 or 1069; no days of grace left; mstsc /admin still works",
        [SessionCapacity] = "the count of sessions is at its limit; TCP and the handshake are fine",
        [SessionGhost] = "the user has a session on a host that is not healthy, or one that is pending",
        [LogonHang] = "LocalSessionManager 41 without 21; the handshake is fine and the desktop does not come",
        [ProfileTemporary] = "the User Profile Service reports a temporary profile",
        [FsLogix] = "FSLogix events 40, 42, 43, 51 or 52; frxsvc is stopped",
        [ResourceMemory] = "available memory near zero; Resource-Exhaustion-Detector 2004",
        [ResourceCpu] = "the processor is at its limit for minutes; TCP is accepted slowly",
        [ResourceDisk] = "less than 5 % free on C:; 3277 DownloadMsiException",
        [Graphics] = "RdpCoreTS 1, 3, 4, 7 or 228; driver state; everything up to the desktop works",
        [BadUpdate] = "hosts that fail share a build or KB that healthy ones lack",
        [RdpFlood] = "4625 about once a second from many addresses; event 1006; the rule's source is Any",
        [Unknown] = "nothing of the above",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">The cause has no sentence: a bug that a test catches.</exception>
    public static string By(FailureId failure) => Evidence[failure.Value];
}
