using System.Formats.Asn1;

namespace RdpMedic.Cloud.Probe;

/// <summary>The messages of CredSSP, as far as one token each way. (MS-CSSP 2.2.1)</summary>
public static class TsRequest
{
    /// <summary>More than any challenge needs.</summary>
    public const int Longest = 16 * 1024;

    private const int Version = 6;

    private static readonly Asn1Tag Tokens = new(TagClass.ContextSpecific, 1);

    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);

    /// <summary>A request with one token.</summary>
    public static byte[] Write(ReadOnlySpan<byte> token)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(First)) writer.WriteInteger(Version);
            using (writer.PushSequence(Tokens))
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence(First)) writer.WriteOctetString(token);
        }

        return writer.Encode();
    }

    /// <summary>How long the whole message is, from its first bytes; 0: more bytes are needed to tell; null: it is none, or too long.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> begun)
    {
        if (begun.Length < 2) return begun.Length == 1 && begun[0] != 0x30 ? null : 0;
        if (begun[0] != 0x30 || begun[1] is 0x80 or > 0x83) return null;
        if (begun[1] < 0x80) return 2 + begun[1];
        var octets = begun[1] & 0x7F;
        if (begun.Length < 2 + octets) return 0;
        var length = 0;
        for (var index = 0; index < octets; index++) length = (length << 8) | begun[2 + index];
        return 2 + octets + length is var whole && whole <= Longest ? whole : null;
    }

    /// <summary>The first token of an answer; null: it has none, or is no answer.</summary>
    public static ReadOnlyMemory<byte>? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            var outer = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            outer.ReadSequence(First);
            if (!outer.HasData || !outer.PeekTag().HasSameClassAndValue(Tokens)) return null;
            var token = outer.ReadSequence(Tokens).ReadSequence().ReadSequence().ReadSequence(First);
            return token.ReadOctetString();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
