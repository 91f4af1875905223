using System.Buffers.Binary;

namespace RdpMedic.Cloud.Probe;

/// <summary>
/// What a server says in the clear after a ClientHello, up to TLS 1.2: its choice of version, its certificates, and that it is done. Fed record by record;
/// takes at most 64 KiB and ten certificates. (RFC 5246 sections 6.2.1, 7.2 and 7.4)
/// </summary>
public sealed class ServerFlight
{
    /// <summary>The header of a record: kind, version, length.</summary>
    public const int HeaderLength = 5;

    private const int MostBytes = 64 * 1024;

    private const int MostCertificates = 10;

    private const byte Alert = 21;

    private const byte Handshake = 22;

    private readonly List<byte[]> certificates = [];
    private byte[] held = new byte[4096];
    private int filled;
    private int read;

    /// <summary>The version that the server chose, such as 1.2; null until it chose.</summary>
    public string? Version { get; private set; }

    /// <summary>The version is one that today's clients refuse.</summary>
    public bool TooOld { get; private set; }

    /// <summary>The server's own first, in DER.</summary>
    public IReadOnlyList<byte[]> Certificates => certificates;

    /// <summary>The fatal alert that it sent.</summary>
    public int? FatalAlert { get; private set; }

    /// <summary>ServerHelloDone: with an ephemeral key exchange it has signed with its key by now.</summary>
    public bool Done { get; private set; }

    /// <summary>How long the body of the record is; null: this is no record of a handshake.</summary>
    public static int? BodyOf(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderLength && header[0] is Alert or Handshake && header[1] == 3 && BinaryPrimitives.ReadUInt16BigEndian(header[3..]) is var length and > 0 and <= 0x4000 ? length : null;

    /// <summary>Takes the next record in; false: what it holds makes no sense, or is more than anybody needs.</summary>
    public bool Take(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        if (BodyOf(header) != body.Length || filled + body.Length > MostBytes) return false;
        if (header[0] == Alert)
        {
            if (body.Length != 2) return false;
            // A warning, such as "I do not know that name", is no end.
            if (body[0] == 2) FatalAlert = body[1];
            return true;
        }

        if (filled + body.Length > held.Length) Array.Resize(ref held, Math.Max(held.Length * 2, filled + body.Length));
        body.CopyTo(held.AsSpan(filled));
        filled += body.Length;
        while (!Done && filled - read >= 4)
        {
            var length = Three(held.AsSpan(read + 1));
            if (length > MostBytes) return false;
            if (filled - read - 4 < length) break;
            if (!Message(held[read], held.AsSpan(read + 4, length))) return false;
            read += 4 + length;
        }

        return true;
    }

    private bool Message(byte kind, ReadOnlySpan<byte> body) => kind switch
    {
        2 => Version is null && Hello(body),
        11 => Version is not null && certificates.Count == 0 && Chain(body),
        // Key exchange, request for a client certificate, status: nothing to learn there.
        12 or 13 or 22 => certificates.Count > 0,
        14 => Done = certificates.Count > 0 && body.Length == 0,
        _ => false,
    };

    private bool Hello(ReadOnlySpan<byte> body)
    {
        if (body.Length < 38 || body[0] != 3 || body[1] > 3) return false;
        Version = body[1] == 0 ? "SSL 3.0" : $"1.{(char)('0' + body[1] - 1)}";
        TooOld = body[1] < 3;
        return true;
    }

    private bool Chain(ReadOnlySpan<byte> body)
    {
        if (body.Length < 3 || Three(body) != body.Length - 3) return false;
        var rest = body[3..];
        while (rest.Length > 0)
        {
            if (rest.Length < 3 || certificates.Count == MostCertificates) return false;
            var length = Three(rest);
            if (length == 0 || length > rest.Length - 3) return false;
            certificates.Add(rest.Slice(3, length).ToArray());
            rest = rest[(3 + length)..];
        }

        return certificates.Count > 0;
    }

    private static int Three(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
