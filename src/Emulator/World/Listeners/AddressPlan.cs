using System.Net;
using System.Net.Sockets;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>A part of the loopback network, 127.n.0.0, that is this fleet's alone while it is held: two demos can run side by side.</summary>
public sealed class AddressPlan : IDisposable
{
    private readonly TcpListener held;

    private AddressPlan(int octet, TcpListener held) => (Octet, this.held) = (octet, held);

    /// <summary>The second number of all its addresses.</summary>
    public int Octet { get; }

    /// <summary>Takes the first that is free; one address of it, which no host has, is bound as the sign that it is taken.</summary>
    /// <exception cref="IOException">None is free.</exception>
    public static AddressPlan Take(int port = 3389)
    {
        for (var octet = 64; octet < 96; octet++)
        {
            var sign = new TcpListener(IPAddress.Parse($"127.{octet}.255.254"), port);
            try
            {
                sign.Start();
                return new AddressPlan(octet, sign);
            }
            catch (SocketException)
            {
                sign.Dispose();
            }
        }

        throw new IOException($"The port {port} is in use on every loopback network that the emulator tries (127.64.0.0 to 127.95.0.0).");
    }

    public void Dispose() => held.Dispose();
}
