using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;
using RdpMedic.Emulator.Bus;

namespace RdpMedic.Emulator.Wire.Amqp;

/// <summary>
/// Service Bus over AMQP 1.0 with TLS on loopback, for the unmodified client. Locks and link time-outs live on wall time; what is scheduled becomes
/// visible by world time. One pump offers messages to receivers, so that the order in which links are served is the order in which they came.
/// </summary>
public sealed class AmqpServer : IAsyncDisposable
{
    /// <summary>World time may run many times faster than wall time, so what it makes due is looked for this often.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly AmqpServerOptions options;
    private readonly Endpoints endpoints;
    private readonly CancellationTokenSource stopping = new();
    private AmqpConnectionListener? listener;
    private Task pump = Task.CompletedTask;

    public AmqpServer(Broker broker, AmqpServerOptions options)
    {
        this.options = options;
        endpoints = new Endpoints(broker, options);
    }

    /// <summary>Known once it is started.</summary>
    public int Port { get; private set; }

    /// <exception cref="IOException">The wanted port is in use.</exception>
    public Task StartAsync()
    {
        Port = Free(options.Port);
        var settings = new AmqpSettings { RuntimeProvider = endpoints };
        var tcp = new TcpTransportSettings { Host = "127.0.0.1", Port = Port };
        var tls = new TlsTransportSettings(tcp, false) { Certificate = options.Certificate.Certificate, IsInitiator = false };
        var tlsProvider = new TlsTransportProvider(tls);
        tlsProvider.Versions.Add(new AmqpVersion(1, 0, 0));
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        // The client offers this mechanism only; it behaves as ANONYMOUS.
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        settings.TransportProviders.Add(tlsProvider);
        settings.TransportProviders.Add(sasl);
        var connection = new AmqpConnectionSettings { ContainerId = "rdpmedic-emulator", MaxFrameSize = 65536, IdleTimeOut = 60000, MinIdleTimeout = 1000 };
        listener = new AmqpConnectionListener([$"amqps://127.0.0.1:{Port}"], settings, connection);
        listener.Open();
        pump = Task.Run(() => PumpAsync(stopping.Token));
        return Task.CompletedTask;
    }

    /// <summary>Cuts every connection without a word, as a broken network does.</summary>
    public void CutConnections() => endpoints.Cut();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await pump;
        listener?.Close();
        endpoints.Cut();
        stopping.Dispose();
    }

    private async Task PumpAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await endpoints.Kicked.WaitAsync(Beat, CancellationToken.None);
            // One round serves all that asked for one.
            while (await endpoints.Kicked.WaitAsync(TimeSpan.Zero, CancellationToken.None)) { }
            endpoints.Offer();
        }
    }

    /// <summary>The library's listener does not tell its port, so a free one is looked for first.</summary>
    private static int Free(int wanted)
    {
        using var probe = new TcpListener(IPAddress.Loopback, wanted);
        try
        {
            probe.Start();
        }
        catch (SocketException taken)
        {
            throw new IOException($"The port {wanted} on 127.0.0.1 is in use.", taken);
        }

        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
