using System.Net;
using System.Net.Sockets;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>
/// An address whose packets are dropped: connecting to it ends in a time-out. On Linux a listener whose queue is full drops further requests, so one that
/// never accepts is filled by connections of our own.
/// </summary>
internal sealed class BlackHole : IDisposable
{
    private readonly Socket listener;
    private readonly List<Socket> filling = [];

    /// <exception cref="SocketException">The address is taken.</exception>
    public BlackHole(IPEndPoint at)
    {
        listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(at);
        listener.Listen(0);
        // A queue of length n holds n + 1; what comes after waits for ever.
        for (var index = 0; index < 3; index++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            filling.Add(filler);
            try
            {
                filler.Connect(at);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                continue;
            }
        }
    }

    public void Dispose()
    {
        foreach (var filler in filling) filler.Dispose();
        listener.Dispose();
    }
}
