using RdpMedic.Emulator.World.Model;
using RdpMedic.Emulator.World.Telemetry;

namespace RdpMedic.Emulator.World.Users;

/// <summary>People on AVD: the service sends them to hosts that are available and take new sessions; sessions end by themselves. Nobody is ever signed off.</summary>
public sealed class DesktopUsers(Fleet fleet, RowWriter rows, Random chance)
{
    private readonly Dictionary<string, DateTimeOffset> next = new(StringComparer.Ordinal);
    private readonly HostReports reports = new(fleet, rows);
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
                if (machine.Guest.Agent is { } agent) agent.StoppedBy = Listeners.Outside.Stops(fleet, machine);
                if (SessionHostHealth.Reports(machine)) host.LastHeartBeat = now;
                reports.Look(pool, host, machine);
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
        if (host.AssignedUser is null && !pool.Unassigned && !pool.Hosts.Values.Any(one => Serves(one, user, now)))
        {
            // The service looks for a host and finds none: the rows name the pool only.
            var nowhere = $"{(uint)chance.Next():x8}-{sessions:0000}";
            rows.Write("WVDConnections", ("State", "Started"), ("SessionHostName", "<>"), ("UserName", user), ("CorrelationId", nowhere), ("ClientSideIPAddress", $"198.51.100.{chance.Next(200)}"), ("_ResourceId", pool.Id.ToLowerInvariant()));
            rows.Write("WVDErrors", ("CodeSymbolic", "ConnectionFailedNoHealthyRdshAvailable"), ("ServiceError", false), ("UserName", user), ("CorrelationId", nowhere), ("ActivityType", "Connection"), ("_ResourceId", pool.Id.ToLowerInvariant()));
            return again;
        }

        var open = host.AllowNewSession || machine.Guest.Sessions.Exists(session => session.User == user);
        if (!open || !machine.Guest.TakesLogons || machine.Guest.Sessions.Count >= pool.MaxSessions) return again;
        var id = $"{(uint)chance.Next():x8}-{sessions:0000}";
        if (pool.Unassigned)
        {
            // The service says no before it picks a host.
            rows.Write("WVDConnections", ("State", "Started"), ("SessionHostName", "<>"), ("UserName", user), ("CorrelationId", id), ("ClientSideIPAddress", $"198.51.100.{chance.Next(200)}"), ("_ResourceId", pool.Id.ToLowerInvariant()));
            rows.Write("WVDErrors", ("CodeSymbolic", "ConnectionFailedUserNotAuthorized"), ("ServiceError", false), ("UserName", user), ("CorrelationId", id), ("ActivityType", "Connection"), ("_ResourceId", pool.Id.ToLowerInvariant()));
            return again;
        }

        if (SessionHostHealth.StatusOf(machine, host, now) is not ("Available" or "NeedsAssistance"))
        {
            // A personal desktop has nowhere else to go; in a pool the service picks another host.
            if (host.AssignedUser is not null) rows.Write("WVDErrors", ("CodeSymbolic", "ConnectionFailedPersonalDesktopUnhealthy"), ("ServiceError", false), ("UserName", user), ("CorrelationId", id), ("ActivityType", "Connection"));
            return again;
        }

        if (SignIns.Refusal(machine.Guest) is { } refusal && TurnsAway(pool, host, machine, refusal, user, id)) return again;
        if (SessionStart.Stops(machine.Guest) is not null)
        {
            // He waits for his desktop, or is sent away after the service has chosen the host.
            SessionStart.Fail(machine.Guest);
            rows.Write("WVDConnections", ("State", "Started"), ("SessionHostName", host.Name), ("UserName", user), ("CorrelationId", id), ("SessionHostAzureVmId", machine.VmId.ToString()), ("_ResourceId", pool.Id.ToLowerInvariant()));
            return again;
        }

        machine.Guest.Sessions.Add(new Session { Id = ++sessions, User = user, Since = now, Until = now.AddMinutes(2 + (chance.NextDouble() * 6)) });
        foreach (var state in new[] { "Started", "Connected" })
            rows.Write("WVDConnections", ("State", state), ("SessionHostName", host.Name), ("UserName", user), ("CorrelationId", id), ("SessionHostAzureVmId", machine.VmId.ToString()), ("_ResourceId", pool.Id.ToLowerInvariant()));
        return again;
    }

    /// <summary>Healthy and open, or his session is there; whether there is room is another question.</summary>
    private bool Serves(SessionHost host, string user, DateTimeOffset now)
    {
        var machine = fleet.Machines[host.Machine];
        return (host.AllowNewSession || machine.Guest.Sessions.Exists(session => session.User == user)) && SessionHostHealth.StatusOf(machine, host, now) is "Available" or "NeedsAssistance";
    }

    /// <summary>Answers whether it was this user; where only some accounts are refused, one of those tried besides.</summary>
    private bool TurnsAway(HostPool pool, SessionHost host, Machine machine, Refusal refusal, string user, string id)
    {
        var another = refusal.Some > 0 && host.AssignedUser is null;
        var (who, connection) = another ? ($"refused{chance.Next(refusal.Some)}@corp.example", $"{id}-x") : (user, id);
        var address = $"10.40.{chance.Next(4)}.{1 + chance.Next(200)}";
        rows.Write("WVDConnections", ("State", "Started"), ("SessionHostName", host.Name), ("UserName", who), ("CorrelationId", connection), ("ClientSideIPAddress", address), ("SessionHostAzureVmId", machine.VmId.ToString()), ("_ResourceId", pool.Id.ToLowerInvariant()));
        rows.Write("WVDErrors", ("CodeSymbolic", refusal.Symbol), ("Message", refusal.Why), ("ServiceError", false), ("UserName", who), ("CorrelationId", connection), ("ActivityType", "Connection"), ("_ResourceId", pool.Id.ToLowerInvariant()));
        if (refusal.Status is { } status) rows.Logon(machine, who, address, status, refusal.SubStatus);
        return !another;
    }
}
