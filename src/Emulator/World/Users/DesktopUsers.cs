using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.World.Users;

/// <summary>People on AVD: the service sends them to hosts that are available and take new sessions; sessions end by themselves. Nobody is ever signed off.</summary>
public sealed class DesktopUsers(Fleet fleet, RowWriter rows, Random chance)
{
    private readonly Dictionary<string, DateTimeOffset> next = new(StringComparer.Ordinal);
    private int sessions;

    /// <summary>Nobody new comes; those who are there leave as they would.</summary>
    public bool IsQuiet { get; set; }

    public void Advance()
    {
        var now = fleet.Now;
        foreach (var pool in fleet.HostPools.Values)
        {
            foreach (var host in pool.Hosts.Values)
            {
                var machine = fleet.Machines[host.Machine];
                if (SessionHostHealth.Reports(machine)) host.LastHeartBeat = now;
                machine.Guest.Sessions.RemoveAll(session => session.Until <= now);
                // Without a listener what was connected is only disconnected: its programs run on.
                if (!machine.Guest.SxsListens) machine.Guest.Sessions.ForEach(session => session.Active = false);
                if (IsQuiet) continue;
                if (!next.TryGetValue(host.Name, out var at)) next[host.Name] = now.AddSeconds(chance.Next(90));
                else if (at <= now) next[host.Name] = Try(pool, host, machine, now);
            }
        }
    }

    /// <summary>Answers when the next person comes.</summary>
    private DateTimeOffset Try(HostPool pool, SessionHost host, Machine machine, DateTimeOffset now)
    {
        var user = host.AssignedUser ?? $"user{chance.Next(400):000}@corp.example";
        var again = now.AddSeconds(45 + chance.Next(75));
        var open = host.AllowNewSession || machine.Guest.Sessions.Exists(session => session.User == user);
        if (!open || !machine.Guest.TakesLogons || machine.Guest.Sessions.Count >= pool.MaxSessions) return again;
        var id = $"{(uint)chance.Next():x8}-{sessions:0000}";
        if (SessionHostHealth.StatusOf(machine, host, now) is not ("Available" or "NeedsAssistance"))
        {
            // A personal desktop has nowhere else to go; in a pool the service picks another host.
            if (host.AssignedUser is not null) rows.Write("WVDErrors", ("CodeSymbolic", "ConnectionFailedPersonalDesktopUnhealthy"), ("ServiceError", false), ("UserName", user), ("CorrelationId", id), ("ActivityType", "Connection"));
            return again;
        }

        if (SignIns.Stops(machine.Guest) is not null)
        {
            // He waits for his desktop, or is sent away after the service has chosen the host.
            SignIns.Fail(machine.Guest);
            rows.Write("WVDConnections", ("State", "Started"), ("SessionHostName", host.Name), ("UserName", user), ("CorrelationId", id), ("SessionHostAzureVmId", machine.VmId.ToString()), ("_ResourceId", pool.Id.ToLowerInvariant()));
            return again;
        }

        machine.Guest.Sessions.Add(new Session { Id = ++sessions, User = user, Since = now, Until = now.AddMinutes(2 + (chance.NextDouble() * 6)) });
        foreach (var state in new[] { "Started", "Connected" })
            rows.Write("WVDConnections", ("State", state), ("SessionHostName", host.Name), ("UserName", user), ("CorrelationId", id), ("SessionHostAzureVmId", machine.VmId.ToString()), ("_ResourceId", pool.Id.ToLowerInvariant()));
        return again;
    }
}
