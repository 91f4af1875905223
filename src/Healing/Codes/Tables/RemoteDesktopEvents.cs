using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>
/// Events of the Remote Desktop providers. Microsoft's default collection rule for AVD gathers System, the Admin channel of the connection manager and the session manager's channel, and no other:
/// 261, 1149, 131, 139 and 140 are missing there unless they are asked for, and then "not collected" is not "did not happen".
/// </summary>
internal static class RemoteDesktopEvents
{
    private const string Manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
    private const string Core = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
    private const string Sessions = "Microsoft-Windows-TerminalServices-LocalSessionManager";
    private const string Fallback = "The default, self-signed certificate is used instead: RDP breaks only if that one fails, too. Look at the certificate that is presented.";

    public static IReadOnlyList<Code> All { get; } =
    [
        System(1050, "Security layer and encryption did not fit together; Windows corrected them.", EncryptionFips, SecurityLayerDowngraded) with { Never = "An article takes its text for an expired certificate; it is about encryption." },
        System(1051, "The chosen certificate cannot be used; the default one is.", CertCustomInvalid) with { Never = Fallback },
        System(1052, "The certificate ends in a number of days.", CertExpiring),
        System(1053, "The certificate is expired.", CertCustomInvalid, CertSelfSignedStale) with { Never = "Whether the default certificate takes over is not documented: decide from the certificate that is presented." },
        System(1054, "The certificate is not made for server authentication.", CertCustomInvalid) with { Known = Knowledge.Implementation, Source = Sources.ManagementPack },
        System(1055, "The certificate's private key cannot be accessed; the default certificate is used.", CertCustomInvalid, CertKeyAccess) with { Never = Fallback },
        System(1056, "A new self-signed certificate was created. It proves that the regeneration worked.") with { Fault = false, Known = Knowledge.GeneralKnowledge, Source = Sources.Practice },
        System(1057, "Creating a self-signed certificate failed; \"Keyset does not exist\" points to the key's rights.", CertKeyAccess, CertSelfSignedStale) with { Source = Sources.VmEvents },
        System(1058, "Replacing the expired self-signed certificate failed; \"Access is denied\" and \"object already exists\" point to the key's rights.", CertSelfSignedStale, CertKeyAccess) with { Source = Sources.VmEvents },
        System(1059, "The value of the thumbprint was not valid and was reset.", CertCustomInvalid),
        System(1062, "The certificate of the template has the wrong subject; the default one is used.", CertCustomInvalid) with { Never = Fallback },
        System(1064, "No certificate could be enrolled from the template.", CertCustomInvalid, DcUnreachable),
        System(1065, "The certificate of the template is expired and could not be replaced.", CertCustomInvalid, CertExpiring),
        Admin(1006, "A large number of incomplete connections: the machine may be under attack.", RdpFlood) with { Never = "Probes are incomplete connections, too: our own count to it. Changing the port is no cure." },
        Admin(1068, "The licensing mode is not set.", RdsLicensing),
        Admin(1069, "The grace period is over, and the licensing mode is not set.", RdsLicensing) with { Never = "Never delete the grace period key." },
        Licence(1003, "A client met a licence problem."),
        Licence(1004, "A client could not be given a licence.") with { Known = Knowledge.Documented, Source = Sources.TechNet },
        Licence(1011, "A client met a licence problem."),
        Licence(1028, "No licence could be issued.") with { Known = Knowledge.Documented, Source = Sources.TechNet },
        Licence(1128, "Licensing trouble, according to old sources. Not in the manifest of Windows 10.") with { Known = Knowledge.Reported, Candidates = [], Never = "Rely on 1068, 1069, the days of grace that are left, and the client's 0x101." },
        Licence(1130, "Licensing trouble, according to a management pack of 2008 R2. Not in the manifest of Windows 10.") with { Known = Knowledge.Reported, Candidates = [], Never = "Rely on 1068, 1069, the days of grace that are left, and the client's 0x101." },
        Operational(258, "A listener was started.") with { Fault = false },
        Operational(259, "A listener was stopped.", ListenerMissing, TermServiceDown),
        Operational(260, "A listener failed, with an error code. It may be in an analytic channel.", ListenerMissing, PortConflict),
        Operational(261, "A listener got a connection, before any authentication.") with { Fault = false, Never = "It is no logon. Our own probe writes it, too." },
        Operational(1136, "The session host role is not installed.") with { Fault = false },
        Operational(1149, "Network level authentication succeeded.") with { Fault = false, Never = "It is no logon yet; that is LocalSessionManager 21." },
        Operational(20499, "Loading the user's settings takes long.", DcUnreachable, LogonHang) with { Known = Knowledge.GeneralKnowledge, Source = Sources.Practice },
        Stack(1, "The RDP stack could not be initialised.", Graphics, BadUpdate),
        Stack(3, "A graphics module could not be initialised.", Graphics),
        Stack(4, "A graphics module could not be initialised (critical).", Graphics),
        Stack(7, "A graphics module could not be initialised (critical).", Graphics),
        Stack(65, "A connection got its name.") with { Fault = false },
        Stack(66, "A connection was given to a session.") with { Fault = false },
        Stack(97, "A component met a protocol error.", ClientSide),
        Stack(98, "A TCP connection was established.") with { Fault = false },
        Stack(99, "A TCP connection failed, with a result code.", ClientSide, TlsPolicy),
        Stack(103, "A connection was closed, with a reason code.") with { Fault = false },
        Stack(129, "A transport was bound to its port: this tells the port that is really used.") with { Fault = false, Texts = ["port binding"] },
        Stack(131, "A new TCP or UDP connection came in, with the client's address.") with { Fault = false },
        Stack(139, "A security error ended a connection, with a result code and the client's address. The message text was not read.", TlsPolicy, CertKeyAccess, RdpFlood),
        Stack(140, "A connection failed for a wrong user name or password, with the client's address. The message text was not read.", RdpFlood, AccountState),
        Stack(153, "The TLS version that was agreed on.") with { Fault = false },
        Stack(226, "A connection's state changed in an unexpected way.", ClientSide, Graphics),
        Stack(228, "A component reported an error.", Graphics, ClientSide),
        Session(16, "The session manager could not start.", TermServiceDown, BadUpdate) with { Numbers = [16, 17, 18, 19, 20] },
        Session(21, "A user signed in: a session that works.") with { Fault = false },
        Session(22, "The shell started: the user sees a desktop.") with { Fault = false },
        Session(23, "A user signed off.") with { Fault = false },
        Session(24, "A session was disconnected.") with { Fault = false },
        Session(25, "A session was reconnected.") with { Fault = false },
        Session(36, "A session came into an unexpected state.", SessionGhost, LogonHang) with { Numbers = [36, 37] },
        Session(39, "A session was disconnected by another session.") with { Fault = false },
        Session(40, "A session was disconnected, with a reason: the numbers of the extended disconnect reason. 0, 5, 11 and 12 are normal.") with { Fault = false },
        Session(41, "Arbitration of a session began. Without 21 after it, signing in hangs.", LogonHang, SessionCapacity) with { Fault = false },
        Session(42, "Arbitration of a session ended.") with { Fault = false },
        Session(43, "A step of a session is slow, or timed out.", ResourceCpu, ResourceMemory, LogonHang) with { Numbers = [43, 44, 45, 48, 49, 50, 51, 52, 53, 55, 56] },
    ];

    private static Code System(uint id, string meaning, params string[] candidates) => Row(Manager, "System", id, meaning, candidates) with { Known = Knowledge.Documented, Source = Sources.TechNet };

    private static Code Admin(uint id, string meaning, params string[] candidates) => Row(Manager, $"{Manager}/Admin", id, $"{meaning} (The channel rests on one public dump.)", candidates) with { Known = Knowledge.Documented, Source = Sources.TechNet };

    private static Code Licence(uint id, string meaning) => Operational(id, meaning, RdsLicensing);

    private static Code Operational(uint id, string meaning, params string[] candidates) => Row(Manager, $"{Manager}/Operational", id, meaning, candidates);

    private static Code Stack(uint id, string meaning, params string[] candidates) => Row(Core, $"{Core}/Operational", id, meaning, candidates);

    private static Code Session(uint id, string meaning, params string[] candidates) => Row(Sessions, $"{Sessions}/Operational", id, meaning, candidates);

    private static Code Row(string provider, string channel, uint id, string meaning, string[] candidates) => new()
    {
        Kind = CodeKind.WindowsEvent, Provider = provider, Channel = channel, Numbers = [id], Meaning = meaning, Candidates = [.. candidates.Select(name => new FailureId(name))], Known = Knowledge.Implementation, Source = Sources.Manifest,
    };
}
