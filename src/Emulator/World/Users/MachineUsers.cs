using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.World.Users;

/// <summary>People on plain machines, who really connect: to a machine's own address, over the wire, with negotiation and TLS. What fails there is what the guest then logs.</summary>
public sealed class MachineUsers(Fleet fleet, RowWriter rows, GuestEvents events, Random chance)
{
    private static readonly byte[] Request = [0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00];

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly ConcurrentQueue<(string Machine, bool Reached, bool Secured)> ended = new();
    private DateTimeOffset next;

    /// <summary>Connections that people tried, and those that ended with a certificate in their hands.</summary>
    public (int Tried, int Secured) Count { get; private set; }

    /// <summary>Starts somebody every few seconds, and writes what came of earlier attempts.</summary>
    public void Advance()
    {
        while (ended.TryDequeue(out var one)) Note(one.Machine, one.Reached, one.Secured);
        if (fleet.Now < next) return;
        next = fleet.Now.AddSeconds(10 + chance.Next(20));
        var sessionHosts = fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var machines = fleet.Machines.Values.Where(machine => !sessionHosts.Contains(machine.Name)).ToList();
        if (machines.Count == 0) return;
        var machine = machines[chance.Next(machines.Count)];
        _ = ConnectAsync(machine.Name, machine.Address, machine.KnownPort);
    }

    private void Note(string name, bool reached, bool secured)
    {
        Count = (Count.Tried + 1, Count.Secured + (secured ? 1 : 0));
        var machine = fleet.Machines[name];
        if (reached && !secured) events.HandshakeFailed(machine);
        if (!secured || !machine.Guest.TakesLogons || SignIns.Refusal(machine.Guest) is not null) return;
        if (SessionStart.Stops(machine.Guest) is not null)
        {
            SessionStart.Fail(machine.Guest);
            return;
        }

        events.SignedIn(machine);
        rows.Logon(machine, $"user{chance.Next(200)}", $"10.20.{chance.Next(4)}.{1 + chance.Next(250)}");
    }

    private async Task ConnectAsync(string name, string address, int port)
    {
        var (reached, secured) = (false, false);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address, port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Request, limit.Token);
            var answer = new byte[19];
            await stream.ReadExactlyAsync(answer, limit.Token);
            reached = true;
            if (answer[11] == 2)
            {
                await using var tls = new SslStream(stream, leaveInnerStreamOpen: true, Trusting);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }, limit.Token);
                secured = true;
            }
        }
        catch (Exception failed) when (failed is SocketException or IOException or OperationCanceledException or AuthenticationException)
        {
            // That is what the person sees; the guest notes it where it got so far.
            ended.Enqueue((name, reached, false));
            return;
        }

        ended.Enqueue((name, reached, secured));
    }

    /// <summary>People click the warning away.</summary>
    private static bool Trusting(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? certificate, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) => certificate is not null;
}
