using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>
/// What WVDErrors writes into CodeSymbolic and Code. Microsoft's list is partial, so an unknown symbol is data, not an error. ServiceError = true means Microsoft's side whatever the symbol;
/// connections that never reached AVD leave no row at all. Numbers that several symbols share are not listed with them.
/// </summary>
internal static class AvdErrors
{
    private const string Alone = "It opens no case alone: it takes at least three users from two networks and more failures than that hour's baseline of the pool.";

    public static IReadOnlyList<Code> All { get; } =
    [
        Row("ConnectionFailedAdTrustedRelationshipFailure", "The session host's trust with its domain is broken.", DomainTrust),
        Row("ConnectionFailedAdErrorNoSuchMember", "The directory does not know the user as a member.", AccountState, AvdUserAuthorization, DcUnreachable),
        Row(1322, "ConnectionFailedNoMappingOfSIDinAD", "The directory has no account for the user's security identifier.", AccountState, AvdUserAuthorization, DcUnreachable),
        Row("ConnectionFailedUserHasValidSessionButRdshIsUnhealthy", "The user has a session on a host that is not healthy, and is sent nowhere else.", SessionGhost, AvdAgentDown, AvdSxsListener, VmNotRunning),
        Row("ConnectionFailedNoHealthyRdshAvailable", "The pool has no host that is healthy and takes sessions.", VmNotRunning, DrainMode, AvdAgentDown, AvdSxsListener, SessionCapacity) with { Never = "It is normal while Start VM on Connect is starting a host; judge the pool, not a host." },
        Row("ConnectionFailedUserNotAuthorized", "The user may not use this desktop or application; an administrator may have withdrawn it.", AvdUserAuthorization) with { Never = Alone },
        Row("ConnectionFailedClientDisconnect", "The client ended it; mostly TCP resets.") with { Fault = false, Source = Sources.AvdShortpath, Never = Alone },
        Row("ConnectionFailedServerDisconnect", "The server's side ended it; mostly TCP resets.") with { Fault = false, Source = Sources.AvdShortpath, Never = Alone },
        Row(2, "FileNotFound", "The published application is not installed, or its path is wrong."),
        Row(3, "InvalidCredentials", "Wrong user name or password.", AccountState) with { Never = Alone },
        Row(8, "ConnectionBroken", "The connection between client and gateway or server dropped.", ClientSide),
        Row(14, "UnexpectedNetworkDisconnect", "The network connection dropped.", ClientSide),
        Row(24, "ReverseConnectFailed", "The host has no way to the gateway.", AvdOutboundBlocked, ProxyDns),
        Row("ShortpathTransportNetworkDrop", "The UDP path was lost.", ClientSide) with { Source = Sources.AvdShortpath },
        Row("ShortpathTransportReliabilityThresholdFailure", "The UDP path lost too much to be kept.", ClientSide) with { Source = Sources.AvdShortpath },
        Row("ConnectionBrokenMissedHeartbeatThresholdExceeded", "Too many heartbeats of the connection were missed.", ClientSide, ResourceCpu) with { Source = Sources.AvdShortpath },
        Management(3, "UnauthorizedAccess", "The administrator lacks the permission, or mistyped the name."),
        Management(1000, "TenantNotFound", "No such tenant."),
        Management(1006, "TenantCannotBeRemovedHasSessionHostPools", "The tenant still has host pools."),
        Management(2000, "HostPoolNotFound", "No such host pool."),
        Management(2004, "HostPoolCannotBeRemovedHasSessionHosts", "The pool still has session hosts."),
        Management(2005, "HostPoolCannotBeRemovedHasApplicationGroups", "The pool still has application groups."),
        Management(5001, "SessionHostNotFound", "No such session host, or it is offline."),
        Management(5008, "SessionHostUserSessionsExist", "The session host still has sessions."),
        Management(6000, "AppGroupNotFound", "No such application group."),
        Management(6010, "PublishedItemsExist", "A published item has this name already."),
        Management(6022, "RemoteAppNotFound", "No such RemoteApp."),
        Management(7002, "NameNotValidWhiteSpace", "The name has white space."),
        Management(8000, "InvalidAuthorizationRoleScope", "No such role."),
        Management(8001, "UserNotFound", "No such user."),
        Management(8005, "UserNotFoundInAAD", "Entra ID has no such user."),
        Management(8008, "TenantConsentRequired", "The tenant has not consented."),
    ];

    private static Code Management(uint number, string symbol, string meaning) => Row(number, symbol, $"Management, not a connection: {char.ToLowerInvariant(meaning[0])}{meaning[1..]}") with { Fault = false };

    private static Code Row(uint number, string symbol, string meaning, params string[] candidates) => Row(symbol, meaning, candidates) with { Numbers = [number] };

    private static Code Row(string symbol, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.AvdError, Symbol = symbol, Meaning = meaning, Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Documented, Source = Sources.AvdErrors,
    };
}
