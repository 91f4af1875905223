using System.Net;
using System.Net.Sockets;

namespace RdpMedic.Probe.Tests.Stubs;

/// <summary>A server of our own on a loopback port of its own, which does to every connection what it was told.</summary>
internal sealed class Stub : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Func<NetworkStream, CancellationToken, Task> serve;
    private readonly CancellationTokenSource closing = new();
    private readonly List<Task> serving = [];
    private readonly Task accepting;
    private int connections;
    private int open;

    public Stub(Func<NetworkStream, CancellationToken, Task> serve, IPAddress? address = null)
    {
        this.serve = serve;
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start(512);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>The most that were open side by side.</summary>
    public int MostOpen { get; private set; }

    public static Stub That(Func<NetworkStream, CancellationToken, Task> serve) => new(serve);

    /// <summary>Reads the request, then says these bytes and closes.</summary>
    public static Stub Saying(params byte[] bytes) => new(async (stream, stop) =>
    {
        await Rdp.RequestAsync(stream, stop);
        await stream.WriteAsync(bytes, stop);
    });

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        Task[] last;
        lock (serving) last = [.. serving];
        await Task.WhenAll(last);
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(closing.Token);
                lock (serving) serving.Add(ServeAsync(socket));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        Interlocked.Increment(ref connections);
        var now = Interlocked.Increment(ref open);
        lock (serving) MostOpen = Math.Max(MostOpen, now);
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await serve(stream, closing.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side hung up, as it should.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
