using System.Buffers.Binary;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// The first exchange of an RDP connection: an X.224 connection request with an RDP negotiation request inside a TPKT packet, and its answer.
/// (MS-RDPBCGR 2.2.1.1 and 2.2.1.2)
/// </summary>
public static class Negotiation
{
    /// <summary>More than a connection confirm can need.</summary>
    public const int Longest = 512;

    private const byte ConnectionConfirm = 0xD0;

    private const byte Response = 0x02;

    private const byte Failure = 0x03;

    private const int Tls = 1;

    private const int CredSsp = 2;

    private static readonly byte[] Both = Offering(Tls | CredSsp);

    private static readonly byte[] OnlyTls = Offering(Tls);

    /// <summary>Offers TLS and CredSSP, or TLS alone; no cookie, no credentials.</summary>
    public static ReadOnlyMemory<byte> Request(bool tlsOnly) => tlsOnly ? OnlyTls : Both;

    /// <summary>Can these first bytes be a TPKT packet?</summary>
    public static bool MayBeRdp(ReadOnlySpan<byte> begun) => (begun.Length < 1 || begun[0] == 3) && (begun.Length < 2 || begun[1] == 0);

    /// <summary>How many bytes a TPKT packet has in all; null: this is no TPKT packet with a connection confirm.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> header) => header.Length >= 4 && MayBeRdp(header) && BinaryPrimitives.ReadUInt16BigEndian(header[2..]) is var length and >= 11 and <= Longest ? length : null;

    /// <summary>Reads the answer.</summary>
    public static NegotiationAnswer Read(ReadOnlySpan<byte> packet, bool tlsOnly)
    {
        if (packet.Length < 11 || !MayBeRdp(packet) || (packet[5] & 0xF0) != ConnectionConfirm) return NegotiationAnswer.Senseless;
        // Without a negotiation structure the server speaks standard RDP security only.
        if (packet.Length < 19) return new NegotiationAnswer(ProbeEnding.StandardSecurityOnly, 0, null);
        if (BinaryPrimitives.ReadUInt16LittleEndian(packet[13..]) != 8) return NegotiationAnswer.Senseless;
        var value = BinaryPrimitives.ReadUInt32LittleEndian(packet[15..]);
        if (value > int.MaxValue) return NegotiationAnswer.Senseless;
        return (packet[11], value) switch
        {
            (Response, 0) => new NegotiationAnswer(ProbeEnding.StandardSecurityOnly, 0, null),
            (Response, Tls) => new NegotiationAnswer(null, Tls, null),
            (Response, CredSsp) when !tlsOnly => new NegotiationAnswer(null, CredSsp, null),
            (Failure, _) => new NegotiationAnswer(ProbeEndings.OfFailure((int)value), null, (int)value),
            // Also a protocol that was not offered.
            _ => NegotiationAnswer.Senseless,
        };
    }

    private static byte[] Offering(byte protocols) => [0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00, protocols, 0x00, 0x00, 0x00];
}

/// <summary>What the server answered.</summary>
/// <param name="Ending">How the look ends here; null: TLS comes next.</param>
/// <param name="Protocol">The chosen protocol: 0 standard RDP security, 1 TLS, 2 CredSSP.</param>
/// <param name="Failure">RDP_NEG_FAILURE code: 1 TLS required, 2 TLS not allowed, 3 no certificate on the server, 4 inconsistent, 5 CredSSP required, 6 TLS with user authentication required.</param>
public sealed record NegotiationAnswer(ProbeEnding? Ending, int? Protocol, int? Failure)
{
    public static NegotiationAnswer Senseless { get; } = new(ProbeEnding.Garbled, null, null);
}
