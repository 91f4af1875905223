using System.Buffers.Binary;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// The first exchange of an RDP connection: an X.224 connection request with an RDP negotiation request inside a TPKT packet, and its answer.
/// (MS-RDPBCGR 2.2.1.1 and 2.2.1.2)
/// </summary>
public static class Negotiation
{
    private const byte ConnectionConfirm = 0xD0;

    private const byte Response = 0x02;

    private const byte Failure = 0x03;

    /// <summary>Asks for TLS, CredSSP, or CredSSP with early authorization; no cookie, no credentials.</summary>
    public static ReadOnlyMemory<byte> Request { get; } = new byte[] { 0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00, 0x0B, 0x00, 0x00, 0x00 };

    /// <summary>How many bytes a TPKT packet has in all; null: this is no TPKT packet.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> header) => header.Length >= 4 && header[0] == 3 && BinaryPrimitives.ReadUInt16BigEndian(header[2..]) is var length and >= 11 and <= 512 ? length : null;

    /// <summary>Reads the answer.</summary>
    public static NegotiationAnswer Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 11 || (packet[5] & 0xF0) != ConnectionConfirm) return new NegotiationAnswer(false, null, null);
        // Without a negotiation structure the server speaks standard RDP security only.
        if (packet.Length < 19) return new NegotiationAnswer(true, 0, null);
        var value = (int)BinaryPrimitives.ReadUInt32LittleEndian(packet[15..]);
        return packet[11] switch
        {
            Response => new NegotiationAnswer(true, value, null),
            Failure => new NegotiationAnswer(true, null, value),
            _ => new NegotiationAnswer(false, null, null),
        };
    }
}

/// <summary>What the server answered.</summary>
/// <param name="IsRdp">It is an X.224 connection confirm.</param>
/// <param name="Protocol">The chosen protocol: 0 standard RDP security, 1 TLS, 2 CredSSP, 8 CredSSP with early authorization.</param>
/// <param name="Failure">RDP_NEG_FAILURE code: 1 TLS required, 2 TLS not allowed, 3 no certificate on the server, 4 inconsistent, 5 CredSSP required, 6 TLS with user authentication required.</param>
public sealed record NegotiationAnswer(bool IsRdp, int? Protocol, int? Failure);
