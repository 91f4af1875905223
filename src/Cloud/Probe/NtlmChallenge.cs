using System.Buffers.Binary;
using System.Text;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>The server's answer to an NTLM negotiation: who it is and what time it has. Untrusted, so every offset is checked. (MS-NLMP 2.2.1.2, 2.2.2.1)</summary>
/// <param name="Time">The server's clock; null when it does not say.</param>
public sealed record NtlmChallenge(NtlmNames Names, DateTimeOffset? Time)
{
    private const uint HasVersion = 0x02000000;

    private const int MostPairs = 32;

    private static ReadOnlySpan<byte> Signature => "NTLMSSP\0"u8;

    /// <summary>NEGOTIATE_MESSAGE without any name: Unicode, target wanted, NTLM, extended session security, target information, version, strong encryption.</summary>
    public static ReadOnlyMemory<byte> Request { get; } = Build();

    /// <summary>Reads a challenge; it may be wrapped in SPNEGO. Null: there is none.</summary>
    public static NtlmChallenge? Read(ReadOnlySpan<byte> token)
    {
        var start = token.IndexOf(Signature);
        if (start < 0) return null;
        var message = token[start..];
        if (message.Length < 48 || BinaryPrimitives.ReadUInt32LittleEndian(message[8..]) != 2) return null;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(message[20..]);
        var version = (flags & HasVersion) != 0 && message.Length >= 56
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{message[48]}.{message[49]}.{BinaryPrimitives.ReadUInt16LittleEndian(message[50..])}")
            : null;
        return Pairs(Field(message, 40), version);
    }

    private static NtlmChallenge Pairs(ReadOnlySpan<byte> rest, string? version)
    {
        var names = new string?[5];
        DateTimeOffset? time = null;
        for (var pair = 0; pair < MostPairs && rest.Length >= 4; pair++)
        {
            var (id, length) = (BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
            if (id == 0 || length > rest.Length - 4) break;
            var value = rest.Slice(4, length);
            if (id < names.Length && length > 0) names[id] = Printable.Of(Encoding.Unicode.GetString(value));
            else if (id == 7 && length == 8) time = TimeOf(BinaryPrimitives.ReadInt64LittleEndian(value));
            rest = rest[(4 + length)..];
        }

        return new NtlmChallenge(new NtlmNames(names[1], names[2], names[3], names[4], version), time);
    }

    /// <summary>FILETIME: tenths of microseconds since 1601. One that no calendar knows is no time.</summary>
    private static DateTimeOffset? TimeOf(long ticks) => ticks > 0 && ticks < DateTimeOffset.MaxValue.ToFileTime() ? DateTimeOffset.FromFileTime(ticks).ToUniversalTime() : null;

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int at)
    {
        var (length, offset) = (BinaryPrimitives.ReadUInt16LittleEndian(message[at..]), BinaryPrimitives.ReadUInt32LittleEndian(message[(at + 4)..]));
        return offset <= message.Length && length <= message.Length - offset ? message.Slice((int)offset, length) : [];
    }

    private static byte[] Build()
    {
        var message = new byte[40];
        Signature.CopyTo(message);
        message[8] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), 0xE2888205);
        // Windows 10, the NTLM revision 15 that everybody sends.
        message[32] = 10;
        message[39] = 15;
        return message;
    }
}
