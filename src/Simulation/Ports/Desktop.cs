using RdpMedic.Emulator.Kql;
using RdpMedic.Emulator.World;
using RdpMedic.Emulator.World.Model;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;
using RdpMedic.Simulation.World;

namespace RdpMedic.Simulation.Ports;

/// <summary>AVD session hosts as the service reports them, and their newest connection as the logs know it.</summary>
public sealed class Desktop(SimulatedAzure azure, Line line, Line logs, Hands hands, TimeProvider clock) : ISessionHosts, IRegistrationTokens
{
    private readonly KqlEngine engine = new(azure.Logs);

    public async Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var seen = await line.ReadAsync(Service.Azure, () => Reported(host));
        return seen.Value is { } facts ? seen with { Value = facts with { LastConnection = await LastConnectionAsync(host) } } : seen;
    }

    private Reading<SessionHostFacts> Reported(Host host)
    {
        var now = clock.GetUtcNow();
        if (host.SessionHostId is null || Find(host.SessionHostId) is not { } found) return Reading<SessionHostFacts>.Missing("not collected: no AVD session host", "AVD", Vantage.ControlPlane, now);
        var machine = azure.Fleet.Machines[found.Machine];
        var active = machine.Guest.Sessions.Count(session => session.Active);
        return Reading<SessionHostFacts>.Of(
            new SessionHostFacts(SessionHostHealth.StatusOf(machine, found, azure.Fleet.Now), SessionHostHealth.FailedChecks(machine), found.AllowNewSession, active, machine.Guest.Sessions.Count - active, 0, found.LastHeartBeat, null) { StatusSince = found.StatusSince },
            "AVD",
            Vantage.ControlPlane,
            now);
    }

    /// <summary>The product's own query over a workspace; null: it has no such row, or not yet, or no such table.</summary>
    /// <param name="now">By the clock of the app that reads.</param>
    /// <param name="world">By the world's clock: what was ingested by then is there.</param>
    public static DateTimeOffset? LastConnectionIn(LogStore logs, KqlEngine engine, Host host, DateTimeOffset now, DateTimeOffset world) => logs.Has(LastConnection.Table, world)
        ? (DateTimeOffset?)engine.Run($"let hostName = \"{LastConnection.NameOf(host.SessionHostId!)}\";\n{LastConnection.Query}", world, now - LastConnection.Back, now).Rows[0][0]
        : null;

    /// <summary>As the product's own adapter: a workspace that is down knows of no connection.</summary>
    private async Task<DateTimeOffset?> LastConnectionAsync(Host host)
    {
        try
        {
            return await logs.ReadAsync(Service.Logs, () => LastConnectionIn(azure.Logs, engine, host, clock.GetUtcNow(), azure.Fleet.Now));
        }
        catch (RetriableException)
        {
            return null;
        }
    }

    public Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
    {
        if (azure.Fleet.HostPools.Values.FirstOrDefault(pool => pool.Hosts.ContainsKey(host.Name)) is not { } pool) return Reading<PoolCapacity>.Missing("not collected: 404 ResourceNotFound", "AVD", Vantage.ControlPlane, clock.GetUtcNow());
        var serving = pool.Hosts.Values.Count(one => one.AllowNewSession && SessionHostHealth.StatusOf(azure.Fleet.Machines[one.Machine], one, azure.Fleet.Now) == "Available");
        return Reading<PoolCapacity>.Of(new PoolCapacity(serving, pool.MaxSessions, pool.Hosts.Values.Sum(one => azure.Fleet.Machines[one.Machine].Guest.Sessions.Count)), "AVD", Vantage.ControlPlane, clock.GetUtcNow());
    });

    public Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () => (Find(sessionHost) ?? throw new FinalException("404 ResourceNotFound")).AllowNewSession);

    public Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken)
    {
        var work = hands.Calls();
        return line.WriteAsync<string?>(Service.Azure, () =>
        {
            if (Find(sessionHost) is not { } found) return "404 ResourceNotFound";
            if (azure.Fleet.Locked(found.Id)) return Network.Locked;
            found.AllowNewSession = open;
            azure.Fleet.Activities.Add(new Activity(azure.Fleet.Now, "MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/SESSIONHOSTS/WRITE", found.Id, Ownership.Us));
            hands.Landed(work, $"drain {sessionHost}", open ? "open" : "drained");
            return null;
        });
    }

    /// <summary>A token that nobody may ever see: it bears the canary.</summary>
    public Task<Answer<RegistrationToken>> IssueAsync(string hostPool, DateTimeOffset until, CancellationToken cancellationToken) => line.ReadAsync(Service.Azure, () =>
    {
        if (azure.Fleet.HostPools.Values.FirstOrDefault(pool => string.Equals(pool.Id, hostPool, StringComparison.OrdinalIgnoreCase)) is not { } found) return Answer<RegistrationToken>.Not("404 ResourceNotFound");
        if (azure.Fleet.Locked(found.Id)) return Answer<RegistrationToken>.Not(Network.Locked);
        if (found.RegistrationToken is null || found.RegistrationEnds <= azure.Fleet.Now + TimeSpan.FromMinutes(15))
            (found.RegistrationToken, found.RegistrationEnds) = ($"token.{SimulatedAzure.Canary}.{azure.Fleet.NextETag()[3..11]}", until);
        return Answer<RegistrationToken>.Of(new RegistrationToken(found.RegistrationToken));
    });

    private SessionHost? Find(string id) => azure.Fleet.HostPools.Values.SelectMany(pool => pool.Hosts.Values).FirstOrDefault(host => string.Equals(host.Id, id, StringComparison.OrdinalIgnoreCase));
}
