using System.Globalization;
using static RdpMedic.Healing.Failures.FailureIds;

namespace RdpMedic.Healing.Codes;

/// <summary>
/// The second number inside 0x1000 to 0x7FFF, which Microsoft documents only as "internal protocol error: look at the server's event log". Of that range only the values here are assigned, as an
/// implementation of the protocol lists them; every other value is a protocol error without a meaning, and never a cause.
/// </summary>
internal static class ProtocolErrors
{
    public const uint First = 0x1000;

    public const uint Last = 0x7FFF;

    public static IReadOnlyList<Code> All { get; } =
    [
        Row(0x10C9, "UNKNOWN_DATA_PDU_TYPE", "Unknown kind of data message."),
        Row(0x10CA, "UNKNOWN_PDU_TYPE", "Unknown kind of message."),
        Row(0x10CB, "DATA_PDU_SEQUENCE", "Data message out of order."),
        Row(0x10CD, "CONTROL_PDU_SEQUENCE", "Control message out of order."),
        Row(0x10CE, "INVALID_CONTROL_PDU_ACTION", "Control message with an invalid action."),
        Row(0x10CF, "INVALID_INPUT_PDU_TYPE", "Invalid kind of input."),
        Row(0x10D0, "INVALID_INPUT_PDU_MOUSE", "Invalid mouse input."),
        Row(0x10D1, "INVALID_REFRESH_RECT_PDU", "Invalid refresh message."),
        Row(0x10D2, "CREATE_USER_DATA_FAILED", "The server could not build its user data."),
        Row(0x10D3, "CONNECT_FAILED", "The server could not finish the connect phase."),
        Row(0x10D4, "CONFIRM_ACTIVE_HAS_WRONG_SHAREID", "Wrong share id in the client's confirmation."),
        Row(0x10D5, "CONFIRM_ACTIVE_HAS_WRONG_ORIGINATOR", "Wrong originator in the client's confirmation."),
        Row(0x10DA, "PERSISTENT_KEY_PDU_BAD_LENGTH", "Bitmap cache keys of a wrong length."),
        Row(0x10DB, "PERSISTENT_KEY_PDU_ILLEGAL_FIRST", "A first message of bitmap cache keys where none belongs."),
        Row(0x10DC, "PERSISTENT_KEY_PDU_TOO_MANY_TOTAL_KEYS", "Too many bitmap cache keys in all."),
        Row(0x10DD, "PERSISTENT_KEY_PDU_TOO_MANY_CACHE_KEYS", "Too many bitmap cache keys in one cache."),
        Row(0x10DE, "INPUT_PDU_BAD_LENGTH", "Input message of a wrong length."),
        Row(0x10DF, "BITMAP_CACHE_ERROR_PDU_BAD_LENGTH", "Bitmap cache error message of a wrong length."),
        Row(0x10E0, "SECURITY_DATA_TOO_SHORT", "Encrypted data that is too short."),
        Row(0x10E1, "VCHANNEL_DATA_TOO_SHORT", "Virtual channel data that is too short."),
        Row(0x10E2, "SHARE_DATA_TOO_SHORT", "Share data that is too short."),
        Row(0x10E3, "BAD_SUPPRESS_OUTPUT_PDU", "Bad suppress-output message."),
        Row(0x10E5, "CONFIRM_ACTIVE_PDU_TOO_SHORT", "The client's confirmation is too short."),
        Row(0x10E7, "CAPABILITY_SET_TOO_SMALL", "A capability set that is too small."),
        Row(0x10E8, "CAPABILITY_SET_TOO_LARGE", "A capability set that is too large."),
        Row(0x10E9, "NO_CURSOR_CACHE", "No cursor cache was agreed."),
        Row(0x10EA, "BAD_CAPABILITIES", "The client's capabilities are not acceptable."),
        Row(0x10EC, "VIRTUAL_CHANNEL_DECOMPRESSION", "Virtual channel data could not be decompressed."),
        Row(0x10ED, "INVALID_VC_COMPRESSION_TYPE", "Virtual channel data with an invalid compression."),
        Row(0x10EF, "INVALID_CHANNEL_ID", "Invalid channel."),
        Row(0x10F0, "VCHANNELS_TOO_MANY", "Too many virtual channels."),
        Row(0x10F3, "REMOTEAPP_NOT_ENABLED", "RemoteApp was asked for and is not enabled."),
        Row(0x10F4, "CACHE_CAP_NOT_SET", "The cache capability is missing."),
        Row(0x10F5, "BITMAP_CACHE_ERROR_PDU_BAD_LENGTH2", "Bitmap cache error message of a wrong length."),
        Row(0x10F6, "OFFSCREEN_CACHE_ERROR_PDU_BAD_LENGTH", "Off-screen cache error message of a wrong length."),
        Row(0x10F7, "DRAWNINEGRID_CACHE_ERROR_PDU_BAD_LENGTH", "Nine-grid cache error message of a wrong length."),
        Row(0x10F8, "GDIPLUS_PDU_BAD_LENGTH", "GDI+ message of a wrong length."),
        Row(0x1111, "SECURITY_DATA_TOO_SHORT2 to SECURITY_DATA_TOO_SHORT23", "Encrypted data that is too short, seen at one of 22 places.") with { Numbers = [.. Enumerable.Range(0x1111, 22).Select(number => (uint)number)] },
        Row(0x1129, "BAD_MONITOR_DATA", "Bad monitor data."),
        Row(0x112A, "VC_DECOMPRESSED_REASSEMBLE_FAILED", "Virtual channel data could not be put together."),
        Row(0x112B, "VC_DATA_TOO_LONG", "Virtual channel data that is too long."),
        Row(0x112C, "BAD_FRAME_ACK_DATA", "Bad acknowledgement of a frame."),
        Row(0x112D, "GRAPHICS_MODE_NOT_SUPPORTED", "The client's graphics mode is not supported.", Graphics, ClientSide),
        Row(0x112E, "GRAPHICS_SUBSYSTEM_RESET_FAILED", "The graphics subsystem could not be reset.", Graphics),
        Row(0x112F, "GRAPHICS_SUBSYSTEM_FAILED", "The graphics subsystem is in an error state.", Graphics),
        Row(0x1130, "TIMEZONE_KEY_NAME_LENGTH_TOO_SHORT", "Time zone name of a wrong length."),
        Row(0x1131, "TIMEZONE_KEY_NAME_LENGTH_TOO_LONG", "Time zone name of a wrong length."),
        Row(0x1132, "DYNAMIC_DST_DISABLED_FIELD_MISSING", "A field of the time zone is missing."),
        Row(0x1133, "VC_DECODING_ERROR", "Virtual channel data could not be decoded."),
        Row(0x1134, "VIRTUALDESKTOPTOOLARGE", "The client's desktop is too large.", ClientSide),
        Row(0x1135, "MONITORGEOMETRYVALIDATIONFAILED", "The client's monitors are laid out in a way that is not valid.", ClientSide),
        Row(0x1136, "INVALIDMONITORCOUNT", "The client has too many monitors.", ClientSide),
        Row(0x1191, "UPDATE_SESSION_KEY_FAILED", "The session key could not be renewed.", EncryptionFips),
        Row(0x1192, "DECRYPT_FAILED", "Decrypting failed.", EncryptionFips, ClientSide),
        Row(0x1193, "ENCRYPT_FAILED", "Encrypting failed.", EncryptionFips, ClientSide),
        Row(0x1194, "ENCRYPTION_PACKAGE_MISMATCH", "The encryption packages of both sides do not match.", EncryptionFips, SecurityLayerDowngraded),
        Row(0x1195, "DECRYPT_FAILED2", "Decrypting failed.", EncryptionFips, ClientSide),
        Row(0x1196, "PEER_DISCONNECTED", "The other side hung up while it was being encrypted for.", ClientSide),
    ];

    public const string UnassignedSymbol = "unassigned";

    /// <summary>Where people are told that such a number has a meaning of its own, it has not.</summary>
    public const string NotACause = "Never choose a repair from such a number: the server's event log tells, the number does not.";

    /// <summary>What can be said about a number of the range that nobody assigned.</summary>
    public static Code Unassigned(uint number) => new()
    {
        Kind = CodeKind.ClientExtended, Numbers = [number], Symbol = UnassignedSymbol,
        Meaning = string.Create(CultureInfo.InvariantCulture, $"Protocol error, unassigned: 0x{number:X} lies in the range 0x1000 to 0x7FFF that Microsoft reserves for internal protocol errors, and no list gives it a meaning. Read the server's event log of that minute."),
        Known = Knowledge.Documented, Source = Sources.Extended, Never = NotACause,
    };

    private static Code Row(uint number, string name, string meaning, params string[] candidates) => new()
    {
        Kind = CodeKind.ClientExtended, Numbers = [number], Symbol = $"ERRINFO_{name}", Meaning = $"Protocol error: {char.ToLowerInvariant(meaning[0])}{meaning[1..]}",
        Candidates = [.. candidates.Select(id => new FailureId(id))], Known = Knowledge.Implementation, Source = Sources.ErrorInfo,
    };
}
