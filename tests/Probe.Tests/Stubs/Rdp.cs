using System.Net.Sockets;

namespace RdpMedic.Probe.Tests.Stubs;

/// <summary>The server's part of the negotiation, byte by byte from MS-RDPBCGR 2.2.1.1 and 2.2.1.2.</summary>
internal static class Rdp
{
    public static byte[] Selecting(byte protocol) => [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x02, 0x1F, 0x08, 0x00, protocol, 0x00, 0x00, 0x00];

    public static byte[] Failing(byte code) => [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x03, 0x00, 0x08, 0x00, code, 0x00, 0x00, 0x00];

    /// <summary>A connection confirm of a server that knows no negotiation.</summary>
    public static byte[] Bare { get; } = [0x03, 0x00, 0x00, 0x0B, 0x06, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00];

    /// <summary>Reads the request, and fails where it is none.</summary>
    public static async Task<byte> RequestAsync(Stream stream, CancellationToken stop)
    {
        var request = new byte[19];
        await stream.ReadExactlyAsync(request, stop);
        request[..15].ShouldBe(new byte[] { 0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00 });
        return request[15];
    }

    /// <summary>Negotiates, and answers when TLS comes next.</summary>
    public static async Task SelectAsync(Stream stream, byte protocol, CancellationToken stop)
    {
        await RequestAsync(stream, stop);
        await stream.WriteAsync(Selecting(protocol), stop);
    }

    /// <summary>Reads a whole TLS record, such as the hello.</summary>
    public static async Task<byte[]> RecordAsync(Stream stream, CancellationToken stop)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, stop);
        var body = new byte[(header[3] << 8) | header[4]];
        await stream.ReadExactlyAsync(body, stop);
        return [.. header, .. body];
    }

    /// <summary>Never, or until the test is over.</summary>
    public static Task ForeverAsync(CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop);

    /// <summary>The next close is a reset.</summary>
    public static void Abort(NetworkStream stream) => stream.Socket.LingerState = new LingerOption(true, 0);
}
