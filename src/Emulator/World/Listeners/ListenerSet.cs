using System.Net;
using RdpMedic.Emulator.World.Model;

namespace RdpMedic.Emulator.World.Listeners;

/// <summary>
/// Keeps the real sockets as the world's state says: a listening guest answers, a stopped service refuses, a closed rule or a machine that is off drops.
/// AVD hosts have no inbound listener at all.
/// </summary>
public sealed class ListenerSet(Fleet fleet) : IDisposable
{
    private readonly Dictionary<string, (string Shape, IDisposable? Socket)> open = new(StringComparer.Ordinal);

    /// <summary>Changes what is different; cheap when nothing is. The caller holds the fleet's lock.</summary>
    public void Reconcile()
    {
        var session = fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var machine in fleet.Machines.Values)
        {
            if (session.Contains(machine.Name)) continue;
            var shape = ShapeOf(machine);
            if (open.TryGetValue(machine.Name, out var now) && now.Shape == shape) continue;
            now.Socket?.Dispose();
            open[machine.Name] = (shape, Make(machine));
        }
    }

    public void Dispose()
    {
        foreach (var (_, socket) in open.Values) socket?.Dispose();
        open.Clear();
    }

    private string ShapeOf(Machine machine)
    {
        var knock = Doorway.Of(fleet, machine);
        return knock == Knock.Served ? machine.Guest.Presented!.Thumbprint : knock.ToString();
    }

    private IDisposable? Make(Machine machine)
    {
        var at = new IPEndPoint(IPAddress.Parse(machine.Address), machine.KnownPort);
        return Doorway.Of(fleet, machine) switch
        {
            Knock.Refused => null,
            Knock.Dropped => new BlackHole(at),
            Knock.Served => new RdpListener(at, Knock.Served, machine.Guest.Presented!.Pkcs12),
            var other => new RdpListener(at, other, null),
        };
    }
}
