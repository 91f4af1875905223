using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>What listens on a guest's RDP port, on a real socket: negotiation, then TLS with the guest's own certificate, then the end; or one of the ways in which that fails. (MS-RDPBCGR 2.2.1.1, 2.2.1.2)</summary>
internal sealed class RdpListener : IDisposable
{
    private static readonly byte[] ChooseHybrid = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x02, 0x1F, 0x08, 0x00, 0x02, 0x00, 0x00, 0x00];

    /// <summary>RDP_NEG_FAILURE; the code stands in byte 15.</summary>
    private static readonly byte[] Failure = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x03, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00];

    private readonly Knock how;
    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource closing = new();

    /// <exception cref="SocketException">The address is taken.</exception>
    public RdpListener(IPEndPoint at, Knock how, byte[]? pkcs12)
    {
        this.how = how;
        certificate = pkcs12 is null ? null : X509CertificateLoader.LoadPkcs12(pkcs12, null);
        listener = new TcpListener(at);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start(64);
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        listener.Stop();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(closing.Token);
                _ = ServeAsync(client);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var own = client;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            var stream = client.GetStream();
            if (how == Knock.OtherProgram)
            {
                await stream.WriteAsync("SSH-2.0-OpenSSH_9.5\r\n"u8.ToArray(), limit.Token);
                _ = await stream.ReadAsync(new byte[64], limit.Token);
                return;
            }

            var header = new byte[4];
            await stream.ReadExactlyAsync(header, limit.Token);
            if (header[0] != 3) return;
            await stream.ReadExactlyAsync(new byte[((header[2] << 8) | header[3]) - 4], limit.Token);
            if (how == Knock.Silent) await Task.Delay(Timeout.Infinite, limit.Token);
            await stream.WriteAsync(Answer(), limit.Token);
            if (certificate is null) return;
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, limit.Token);
            // CredSSP would begin here; nobody in this world has credentials.
            _ = await tls.ReadAsync(new byte[1], limit.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or AuthenticationException or SocketException or ArgumentException)
        {
            return;
        }
    }

    private byte[] Answer()
    {
        if (how is Knock.Served or Knock.TlsFails) return ChooseHybrid;
        var answer = (byte[])Failure.Clone();
        answer[15] = how == Knock.NoTls ? (byte)2 : (byte)3;
        return answer;
    }
}
