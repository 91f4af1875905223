using System.Net;
using System.Net.Sockets;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>Finds a part of the loopback network, 127.n.0.0, whose RDP port is free, so that two demos can run side by side.</summary>
public static class AddressPlan
{
    /// <exception cref="IOException">None is free.</exception>
    public static int FirstFree(int port = 3389)
    {
        for (var octet = 64; octet < 96; octet++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Parse($"127.{octet}.0.2"), port);
                probe.Start();
                return octet;
            }
            catch (SocketException)
            {
                continue;
            }
        }

        throw new IOException($"The port {port} is in use on every loopback network that the emulator tries (127.64.0.0 to 127.95.0.0).");
    }
}
