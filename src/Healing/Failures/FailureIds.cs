namespace RdpMedic.Healing.Failures;

/// <summary>
/// Every cause that the product can name, spelled once. The list is closed: code, journal, API, documents and the catalogue of codes use these ids and no others. A cause without a class of its own
/// can be a candidate of a code; it is never diagnosed.
/// </summary>
public static class FailureIds
{
    public const string VmNotRunning = "vm-not-running";
    public const string GuestAgentUnavailable = "guest-agent-unavailable";
    public const string BootFailure = "boot-failure";
    public const string PlatformMaintenance = "platform-maintenance";
    public const string ServiceIncident = "service-incident";
    public const string NsgDeny = "nsg-deny";
    public const string AdminRuleDeny = "admin-rule-deny";
    public const string LbMisconfig = "lb-misconfig";
    public const string GuestFirewall = "guest-firewall";
    public const string GuestNic = "guest-nic";
    public const string AvdOutboundBlocked = "avd-outbound-blocked";
    public const string ProxyDns = "proxy-dns";
    public const string ClientSide = "client-side";
    public const string TermServiceDown = "termservice-down";
    public const string RdpDisabled = "rdp-disabled";
    public const string ListenerMissing = "listener-missing";
    public const string PortChanged = "port-changed";
    public const string PortConflict = "port-conflict";
    public const string DrainMode = "drain-mode";
    public const string AvdAgentDown = "avd-agent-down";
    public const string AvdRegistration = "avd-registration";
    public const string AvdSxsListener = "avd-sxs-listener";
    public const string AvdUserAuthorization = "avd-user-authorization";
    public const string CertKeyAccess = "cert-key-access";
    public const string CertSelfSignedStale = "cert-selfsigned-stale";
    public const string CertCustomInvalid = "cert-custom-invalid";
    public const string CertExpiring = "cert-expiring";
    public const string TlsPolicy = "tls-policy";
    public const string EncryptionFips = "encryption-fips";
    public const string SecurityLayerDowngraded = "security-layer-downgraded";
    public const string CredSspOracle = "credssp-oracle";
    public const string DomainTrust = "domain-trust";
    public const string DcUnreachable = "dc-unreachable";
    public const string TimeSkew = "time-skew";
    public const string LogonRight = "logon-right";
    public const string AccountState = "account-state";
    public const string EntraSignIn = "entra-signin";
    public const string RdsLicensing = "rds-licensing";
    public const string SessionCapacity = "session-capacity";
    public const string SessionGhost = "session-ghost";
    public const string LogonHang = "logon-hang";
    public const string ProfileTemporary = "profile-temporary";
    public const string FsLogix = "fslogix";
    public const string ResourceMemory = "resource-memory";
    public const string ResourceCpu = "resource-cpu";
    public const string ResourceDisk = "resource-disk";
    public const string Graphics = "graphics";
    public const string BadUpdate = "bad-update";
    public const string RdpExposed = "rdp-exposed";
    public const string RdpFlood = "rdp-flood";
    public const string Unknown = "unknown";

    /// <summary>All of them with their meaning: machine, network, service, AVD, certificates and TLS, sign-in, sessions, and what remains.</summary>
    public static IReadOnlyList<NamedFailure> All { get; } =
    [
        new(VmNotRunning, "the machine is stopped or deallocated"),
        new(GuestAgentUnavailable, "the VM agent is not ready"),
        new(BootFailure, "Windows did not come up: a stop error, boot configuration, BitLocker, safe mode"),
        new(PlatformMaintenance, "planned maintenance, an update or a drain is under way"),
        new(ServiceIncident, "an incident on the side of Azure or AVD"),
        new(NsgDeny, "a network security group denies inbound RDP"),
        new(AdminRuleDeny, "a security admin rule of Virtual Network Manager denies it before any group is asked"),
        new(LbMisconfig, "a load balancer's NAT rule, backend pool or probe keeps people from the host"),
        new(GuestFirewall, "Windows Firewall blocks the port"),
        new(GuestNic, "the network card is disabled, has a static address, or gets none"),
        new(AvdOutboundBlocked, "the session host cannot reach what AVD needs outside"),
        new(ProxyDns, "a proxy or name resolution leads astray"),
        new(ClientSide, "one user or one site only; the host is well"),
        new(TermServiceDown, "the Remote Desktop service is stopped, disabled or hung"),
        new(RdpDisabled, "Remote Desktop is switched off, locally or by policy"),
        new(ListenerMissing, "RDP-Tcp does not listen"),
        new(PortChanged, "RDP listens on another port than network and clients expect"),
        new(PortConflict, "another program owns the RDP port"),
        new(DrainMode, "the host takes no new sessions"),
        new(AvdAgentDown, "the AVD agent or its boot loader is stopped; no heartbeat"),
        new(AvdRegistration, "the host's registration with its pool is invalid, expired, or under a name that is taken"),
        new(AvdSxsListener, "the side-by-side stack of AVD does not listen"),
        new(AvdUserAuthorization, "the user is not assigned to the application group"),
        new(CertKeyAccess, "the private key of the listener's certificate cannot be read"),
        new(CertSelfSignedStale, "the self-signed certificate is expired or missing and was not made anew"),
        new(CertCustomInvalid, "the bound certificate is missing, without its key, expired, or for another purpose"),
        new(CertExpiring, "the bound certificate, or the one in the vault, ends soon"),
        new(TlsPolicy, "a protocol or cipher is disabled in Schannel"),
        new(EncryptionFips, "encryption level or FIPS mode do not match the client"),
        new(SecurityLayerDowngraded, "the listener's security layer is plain RDP: no TLS, no NLA"),
        new(CredSspOracle, "client and server disagree about the CredSSP fix CVE-2018-0886"),
        new(DomainTrust, "the machine's secure channel to its domain is broken"),
        new(DcUnreachable, "no domain controller answers, or its name does not resolve"),
        new(TimeSkew, "the clock is too far from the domain's for Kerberos"),
        new(LogonRight, "the user lacks the right, or the group, to sign in remotely"),
        new(AccountState, "the account is locked, disabled, expired, or the password is wrong"),
        new(EntraSignIn, "signing in with Entra ID fails: device object, extension, role, Conditional Access"),
        new(RdsLicensing, "no RDS licence, or the grace period is over"),
        new(SessionCapacity, "a session limit is reached"),
        new(SessionGhost, "a stuck or pending session pins the user"),
        new(LogonHang, "signing in hangs: black screen, User Profile Service, AppReadiness"),
        new(ProfileTemporary, "the user gets a temporary profile"),
        new(FsLogix, "the profile container cannot be attached"),
        new(ResourceMemory, "memory is exhausted"),
        new(ResourceCpu, "the processor is exhausted"),
        new(ResourceDisk, "the system disk is full"),
        new(Graphics, "the graphics driver, WDDM or the window manager fails"),
        new(BadUpdate, "an update of Windows or of a component broke it"),
        new(RdpExposed, "RDP is open to whom it was not meant for: the residue of somebody\'s fix"),
        new(RdpFlood, "a brute-force attack or masses of incomplete connections"),
        new(Unknown, "nothing decisive was found"),
    ];
}

/// <summary>A cause by its stable id.</summary>
/// <param name="Id">As code, journal and API spell it.</param>
/// <param name="Cause">What is wrong, in words for a person, without a full stop.</param>
public sealed record NamedFailure(string Id, string Cause);
