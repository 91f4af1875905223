using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RdpMedic.Benchmarks.Probe;

/// <summary>
/// RDP servers as Windows sets them up (NLA enforced), on as many loopback addresses as asked for, in a process of their own: both sides of the comparison knock at the same
/// doors. Each reply comes after the delay. They end when standard input does.
/// </summary>
internal static class StubFleet
{
    private static readonly byte[] Challenge = MakeChallenge();

    public static async Task<int> ServeAsync(int count, int delay)
    {
        using var certificate = MakeCertificate();
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        var first = Bind(AddressOf(0), 0);
        var port = ((IPEndPoint)first.LocalEndPoint!).Port;
        var listeners = Enumerable.Range(1, count - 1).Select(index => Bind(AddressOf(index), port)).Prepend(first).ToList();
        foreach (var listener in listeners) _ = AcceptAsync(listener, context, delay);
        Console.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        while (await Console.In.ReadLineAsync() is not null) { }
        foreach (var listener in listeners) listener.Dispose();
        return 0;
    }

    /// <summary>127.0.1.1, 127.0.1.2 … 127.0.1.200, 127.0.2.1 …</summary>
    public static IPAddress AddressOf(int index) => new([127, 0, (byte)(1 + (index / 200)), (byte)(1 + (index % 200))]);

    private static Socket Bind(IPAddress address, int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(64);
        return listener;
    }

    private static async Task AcceptAsync(Socket listener, SslStreamCertificateContext context, int delay)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                _ = TalkAsync(socket, context, delay);
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task TalkAsync(Socket socket, SslStreamCertificateContext context, int delay)
    {
        try
        {
            await using var stream = new LateStream(new NetworkStream(socket, ownsSocket: true), delay);
            var asked = await RequestAsync(stream);
            // As a host that enforces NLA: without CredSSP on offer there is failure 5.
            byte[] answer = (asked & 8) != 0 ? [2, 0x1F, 8, 0, 8, 0, 0, 0] : (asked & 2) != 0 ? [2, 0x1F, 8, 0, 2, 0, 0, 0] : [3, 0, 8, 0, 5, 0, 0, 0];
            await stream.WriteAsync((byte[])[0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, .. answer]);
            if ((asked & 10) == 0) return;
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
            var buffer = new byte[1024];
            while (await tls.ReadAsync(buffer) > 0) await tls.WriteAsync(Challenge);
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException or SocketException)
        {
            // The other side has seen enough.
        }
    }

    /// <summary>The protocols that are asked for; a cookie may stand before them.</summary>
    private static async Task<int> RequestAsync(Stream stream)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header);
        var rest = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - 4];
        await stream.ReadExactlyAsync(rest);
        return rest.Length >= 15 && rest[^8] == 1 ? rest[^4] : 0;
    }

    private static byte[] MakeChallenge()
    {
        byte[] target = [.. Pair(2, "CONTOSO"), .. Pair(1, "VM-1"), .. Pair(4, "contoso.test"), .. Pair(3, "vm-1.contoso.test"), 7, 0, 8, 0, .. BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToFileTime()), 0, 0, 0, 0];
        var head = new byte[56];
        "NTLMSSP\0"u8.CopyTo(head);
        head[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(16), 56);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(20), 0x02800001);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(40), (ushort)target.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(42), (ushort)target.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(44), 56);
        head[48] = 10;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(50), 20348);
        head[55] = 15;
        return Der(0x30, [.. Der(0xA0, Der(0x02, 6)), .. Der(0xA1, Der(0x30, Der(0x30, Der(0xA0, Der(0x04, [.. head, .. target])))))]);
    }

    private static byte[] Der(byte tag, params byte[] content) => content.Length < 0x80 ? [tag, (byte)content.Length, .. content] : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Pair(byte id, string value) => [id, 0, (byte)(value.Length * 2), 0, .. Encoding.Unicode.GetBytes(value)];

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=vm-1.contoso.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(180));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
