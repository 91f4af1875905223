using System.Buffers.Binary;
using System.Text;

namespace RdpMedic.Probe.Tests.Stubs;

/// <summary>The server's part of CredSSP as far as the challenge, byte by byte from MS-CSSP 2.2.1 and MS-NLMP 2.2.1.2.</summary>
internal static class CredSsp
{
    /// <summary>CHALLENGE_MESSAGE with names, version 10.0.20348 and the time.</summary>
    public static byte[] Challenge(DateTimeOffset time)
    {
        byte[] target = [.. Pair(2, "CONTOSO"), .. Pair(1, "VM-1"), .. Pair(4, "contoso.test"), .. Pair(3, "vm-1.contoso.test"), .. Pair(7, BitConverter.GetBytes(time.ToFileTime())), 0, 0, 0, 0];
        var head = new byte[56];
        "NTLMSSP\0"u8.CopyTo(head);
        head[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(20), 0x02800001);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(40), (ushort)target.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(42), (ushort)target.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(44), 56);
        head[48] = 10;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(50), 20348);
        head[55] = 15;
        return [.. head, .. target];
    }

    /// <summary>TSRequest with version 6 and the one token.</summary>
    public static byte[] Request(byte[] token) => Der(0x30, [.. Der(0xA0, Der(0x02, 6)), .. Der(0xA1, Der(0x30, Der(0x30, Der(0xA0, Der(0x04, token)))))]);

    public static byte[] Der(byte tag, params byte[] content) => content.Length < 0x80
        ? [tag, (byte)content.Length, .. content]
        : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Pair(ushort id, string value) => Pair(id, Encoding.Unicode.GetBytes(value));

    private static byte[] Pair(ushort id, byte[] value) => [(byte)id, 0, (byte)value.Length, (byte)(value.Length >> 8), .. value];
}
