using System.Text.Json.Serialization;

namespace RdpMedic.Healing.Repairs;

/// <summary>What a step can do to people, from nothing to moving the machine.</summary>
public enum Risk
{
    /// <summary>Reads.</summary>
    R0,

    /// <summary>Touches no session.</summary>
    R1,

    /// <summary>Drops RDP sessions.</summary>
    R2,

    /// <summary>Reboots.</summary>
    R3,

    /// <summary>Moves the virtual machine.</summary>
    R4,
}

/// <summary>One change to make, as data. The adapter of its <see cref="Kind"/> knows how to capture, apply, verify and revert it.</summary>
public sealed record Step
{
    /// <summary>One of <see cref="StepNames"/>; the same word in journal, API and docs.</summary>
    public required string Name { get; init; }

    /// <summary>Which adapter does it: one of <see cref="StepKinds"/>.</summary>
    public required string Kind { get; init; }

    public required Risk Risk { get; init; }

    /// <summary>A way to get somewhere (a drain, a leave from a pool), returned when the case ends, healed or not.</summary>
    public bool GiveBack { get; init; }

    /// <summary>Puts back exactly what the operator listed; the listing is the approval.</summary>
    public bool ListedState { get; init; }

    /// <summary>Wants an approval whatever its risk and the autonomy: it undoes what may be somebody's decision.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>Shared resources that the step writes; reserved in this order before it runs.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>What the adapter needs. Strings only: they are hashed into the plan. Never a secret.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same step with the same arguments has the same one.</summary>
    [JsonIgnore]
    public string Fingerprint => StableHash.Of([Name, .. Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => $"{argument.Key}={argument.Value}")]);
}

/// <summary>The kinds of steps; each has one adapter.</summary>
public static class StepKinds
{
    public const string Script = "script";
    public const string SecurityRule = "security-rule";
    public const string Backend = "backend";
    public const string Drain = "drain";
    public const string Registration = "registration";
    public const string Power = "power";
    public const string NatRule = "nat-rule";
}

/// <summary>The names of all steps. <c>schemas/step-names.schema.json</c> lists the same.</summary>
public static class StepNames
{
    public const string StartTermService = "start-termservice";
    public const string RestartTermService = "restart-termservice";
    public const string BindCertificate = "bind-certificate";
    public const string RestoreSecurityRule = "restore-security-rule";
    public const string JoinBackendPool = "join-backend-pool";
    public const string LeaveBackendPool = "leave-backend-pool";
    public const string DrainSessionHost = "drain-session-host";
    public const string RenewOwnCertificate = "renew-own-certificate";
    public const string RepairOwnKey = "repair-own-key";
    public const string RestoreRdpSecurity = "restore-rdp-security";
    public const string RestoreServiceAccount = "restore-termservice-account";
    public const string AllowConnections = "allow-rdp-connections";
    public const string EnableListener = "enable-listener";
    public const string EnableLogons = "enable-logons";
    public const string BindAllAdapters = "bind-all-adapters";
    public const string RestorePort = "restore-rdp-port";
    public const string ClearDrainMode = "clear-drain-mode";
    public const string EnableFirewallRule = "enable-firewall-rule";
    public const string AllowFirewallInbound = "allow-firewall-inbound";
    public const string TurnFirewallOn = "turn-firewall-on";
    public const string StartDhcpClient = "start-dhcp-client";
    public const string StartNetlogon = "start-netlogon";
    public const string ResyncClock = "resync-clock";
    public const string RestartTimeService = "restart-time-service";
    public const string StartAvdAgent = "start-avd-agent";
    public const string RestartAvdAgent = "restart-avd-agent";
    public const string EnableSxsListener = "enable-sxs-listener";
    public const string RegisterSessionHost = "register-session-host";
    public const string StartMachine = "start-machine";
    public const string RestoreNatRule = "restore-nat-rule";
    public const string LiftSessionLimit = "lift-session-limit";
    public const string ResetGhostSession = "reset-ghost-session";
    public const string StartProfileService = "start-profile-service";
    public const string RestartAppReadiness = "restart-app-readiness";
    public const string StartFsLogix = "start-fslogix";
    public const string CleanSystemDisk = "clean-system-disk";

    public static IReadOnlyList<string> All { get; } =
    [
        StartTermService, RestartTermService, BindCertificate, RestoreSecurityRule, JoinBackendPool, LeaveBackendPool, DrainSessionHost,
        RenewOwnCertificate, RepairOwnKey, RestoreRdpSecurity,
        RestoreServiceAccount, AllowConnections, EnableListener, EnableLogons, BindAllAdapters, RestorePort, ClearDrainMode, EnableFirewallRule, AllowFirewallInbound, TurnFirewallOn, StartDhcpClient,
        StartNetlogon, ResyncClock, RestartTimeService,
        StartAvdAgent, RestartAvdAgent, EnableSxsListener, RegisterSessionHost,
        StartMachine, RestoreNatRule,
        LiftSessionLimit, ResetGhostSession, StartProfileService, RestartAppReadiness, StartFsLogix, CleanSystemDisk,
    ];
}

/// <summary>The names of the arguments of steps.</summary>
public static class StepArguments
{
    public const string Script = "script";
    public const string VerifyScript = "verifyScript";
    public const string Phase = "phase";
    public const string Rule = "rule";
    public const string LoadBalancer = "loadBalancer";
    public const string Pool = "pool";
    public const string Address = "address";
    public const string Direction = "direction";
    public const string SessionHost = "sessionHost";
    public const string HostPool = "hostPool";

    /// <summary>Arguments with this prefix become parameters of the script.</summary>
    public const string ParameterPrefix = "parameter:";
}
