using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// A TLS ClientHello that offers everything from TLS 1.0 to 1.2 with every cipher suite that a Windows server may still have: it is only to see what the server
/// would choose and which certificate it shows. Today's TLS libraries refuse to ask an old server at all. (RFC 5246 section 7.4.1.2, RFC 8422)
/// </summary>
internal static class ClientHello
{
    private static readonly ushort[] Suites =
    [
        0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0x009E, 0x009F, // ECDHE and DHE with AEAD
        0xC009, 0xC013, 0xC00A, 0xC014, 0xC023, 0xC027, 0xC024, 0xC028, 0x0033, 0x0039, 0x0067, 0x006B, // the same with CBC
        0x009C, 0x009D, 0x002F, 0x0035, 0x003C, 0x003D, 0x000A, 0xC012, 0x0005, 0x0004, // RSA key exchange, 3DES and RC4
        0x00FF, // no renegotiation: also those that insist on RFC 5746 answer
    ];

    /// <summary>x25519, P-256, P-384, P-521.</summary>
    private static readonly ushort[] Groups = [0x001D, 0x0017, 0x0018, 0x0019];

    /// <summary>RSA PKCS#1 and PSS, ECDSA, with SHA-256, SHA-384, SHA-512 and SHA-1.</summary>
    private static readonly ushort[] Signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0203, 0x0201];

    private static readonly byte[] Template = Build();

    /// <summary>One record with the hello and a fresh random.</summary>
    public static byte[] Make()
    {
        var hello = (byte[])Template.Clone();
        RandomNumberGenerator.Fill(hello.AsSpan(11, 32));
        return hello;
    }

    private static byte[] Build()
    {
        // Record: handshake, version 1.0 for the sake of old servers. Handshake: ClientHello, version 1.2 at most.
        List<byte> made = [0x16, 0x03, 0x01, 0, 0, 0x01, 0, 0, 0, 0x03, 0x03, .. new byte[32], 0];
        Put(made, List(Suites));
        made.AddRange([1, 0]);
        List<byte> extensions = [];
        Extend(extensions, 0x000A, List(Groups));
        Extend(extensions, 0x000B, [1, 0]);
        Extend(extensions, 0x000D, List(Signatures));
        Extend(extensions, 0x0017, []);
        made.AddRange(Number(extensions.Count));
        Put(made, extensions);
        var hello = made.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(3), (ushort)(hello.Length - 5));
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(7), (ushort)(hello.Length - 9));
        return hello;
    }

    private static void Extend(List<byte> extensions, int kind, IReadOnlyList<byte> content)
    {
        extensions.AddRange(Number(kind));
        extensions.AddRange(Number(content.Count));
        Put(extensions, content);
    }

    private static List<byte> List(ushort[] values) => [.. Number(values.Length * 2), .. values.SelectMany(value => Number(value))];

    private static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];

    private static void Put(List<byte> to, IReadOnlyList<byte> what) => to.AddRange(what);
}
