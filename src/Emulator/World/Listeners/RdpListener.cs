using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>A guest's RDP listener on a real socket: negotiation, then TLS with the guest's own certificate, then the end. (MS-RDPBCGR 2.2.1.1, 2.2.1.2)</summary>
internal sealed class RdpListener : IDisposable
{
    private static readonly byte[] ChooseHybrid = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x02, 0x1F, 0x08, 0x00, 0x02, 0x00, 0x00, 0x00];

    /// <summary>SSL_CERT_NOT_ON_SERVER: there is nothing to do TLS with.</summary>
    private static readonly byte[] NoCertificate = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xD0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x03, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00];

    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource closing = new();

    /// <exception cref="SocketException">The address is taken.</exception>
    public RdpListener(IPEndPoint at, byte[]? pkcs12)
    {
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
            var header = new byte[4];
            await stream.ReadExactlyAsync(header, limit.Token);
            if (header[0] != 3) return;
            await stream.ReadExactlyAsync(new byte[((header[2] << 8) | header[3]) - 4], limit.Token);
            await stream.WriteAsync(certificate is null ? NoCertificate : ChooseHybrid, limit.Token);
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
}
