using System.Net;
using System.Net.Sockets;
using RdpMedic.Healing.Evidence;

namespace RdpMedic.Cloud.Probe;

/// <summary>Finds the addresses of a target and connects to the first that answers, all within one time.</summary>
internal static class Dial
{
    /// <summary>A name with more addresses than this is not an RDP host.</summary>
    private const int MostAddresses = 4;

    public static async Task<Dialled> ConnectAsync(ProbeTarget target, StepTime time, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.Host, out var address)) return await ConnectAsync(new IPEndPoint(address, target.Port), time, 1, cancellationToken);
        IPAddress[] found;
        using (var finding = time.Begin(cancellationToken))
        {
            try
            {
                found = await Dns.GetHostAddressesAsync(target.Host, finding.Token).WaitAsync(finding.Token);
            }
            catch (Exception none) when (none is SocketException or ArgumentException || (none is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return new Dialled(null, ProbeEnding.NameNotFound, null);
            }
        }

        var furthest = new Dialled(null, ProbeEnding.NameNotFound, null);
        var tried = found.Take(MostAddresses).ToList();
        foreach (var one in tried)
        {
            var dialled = await ConnectAsync(new IPEndPoint(one, target.Port), time, tried.Count, cancellationToken);
            if (dialled.Socket is not null) return dialled;
            if (furthest.At is null || dialled.Ending > furthest.Ending) furthest = dialled;
        }

        return furthest;
    }

    /// <param name="share">How many attempts share the time of this step.</param>
    public static async Task<Dialled> ConnectAsync(IPEndPoint at, StepTime time, int share, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        using var connecting = time.Begin(cancellationToken, share);
        try
        {
            socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(at, connecting.Token);
            return new Dialled(socket, ProbeEnding.Answered, at);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket?.Dispose();
            return new Dialled(null, ProbeEnding.TimedOut, at);
        }
        catch (SocketException failed)
        {
            socket?.Dispose();
            return new Dialled(null, EndingOf(failed.SocketErrorCode), at);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>What this machine lacks (sockets, ports, a protocol family) says nothing about the host.</summary>
    private static ProbeEnding EndingOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ProbeEnding.Refused,
        // The connection stood already and was reset before we looked again: a reset of the request itself reads as refused.
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or SocketError.Shutdown => ProbeEnding.ClosedBeforeReply,
        SocketError.TimedOut => ProbeEnding.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => ProbeEnding.Unreachable,
        _ => ProbeEnding.NotTried,
    };
}

/// <summary>A connection, or how the attempt ended.</summary>
internal sealed record Dialled(Socket? Socket, ProbeEnding Ending, IPEndPoint? At);

/// <summary>How long one step may take.</summary>
internal sealed record StepTime(TimeSpan Limit)
{
    public CancellationTokenSource Begin(CancellationToken cancellationToken, int share = 1)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit / share);
        return limit;
    }
}
