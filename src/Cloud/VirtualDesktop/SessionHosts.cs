using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.DesktopVirtualization;
using Azure.ResourceManager.DesktopVirtualization.Models;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.VirtualDesktop;

/// <summary>Reads a session host as the AVD service reports it, its sessions one by one, and its newest successful connection.</summary>
public sealed class SessionHosts(ArmClient reader, ArmClient actor, Workspaces workspaces, TimeProvider clock) : ISessionHosts
{
    private const string Source = "AVD session host";

    public async Task<Reading<SessionHostFacts>> ReadAsync(Host host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (host.SessionHostId is not { } id) return Reading<SessionHostFacts>.Missing("not collected: no AVD session host", Source, Vantage.ControlPlane, now);
        try
        {
            var resource = reader.GetSessionHostResource(new ResourceIdentifier(id));
            var data = (await Trouble.ReadAsync(() => resource.GetAsync(cancellationToken))).Value.Data;
            var states = await Trouble.ReadAsync(() => StatesAsync(resource, cancellationToken));
            var failed = data.SessionHostHealthCheckResults.Where(check => check.HealthCheckResult?.ToString() == "HealthCheckFailed").Select(check => check.HealthCheckName?.ToString() ?? "").ToList();
            var facts = new SessionHostFacts(
                data.Status?.ToString() ?? "Unknown",
                failed,
                data.AllowNewSession == true,
                states.Count(state => state == "Active"),
                states.Count(state => state == "Disconnected"),
                // Whatever is neither is on its way in or out; unknown counts as somebody's work.
                states.Count(state => state is not ("Active" or "Disconnected" or "LogOff")),
                data.LastHeartBeatOn,
                await LastConnectionAsync(host, now, cancellationToken))
            {
                StatusSince = data.StatusTimestamp,
            };
            return Reading<SessionHostFacts>.Of(facts, Source, Vantage.ControlPlane, now);
        }
        catch (RequestFailedException refused)
        {
            return Reading<SessionHostFacts>.Missing($"not collected: {Trouble.Said(refused)}", Source, Vantage.ControlPlane, now);
        }
    }

    public async Task<Reading<PoolCapacity>> CapacityAsync(Host host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (host.SessionHostId is not { } id) return Reading<PoolCapacity>.Missing("not collected: no AVD session host", Source, Vantage.ControlPlane, now);
        try
        {
            var pool = reader.GetHostPoolResource(new ResourceIdentifier(id).Parent!);
            var most = (await Trouble.ReadAsync(() => pool.GetAsync(cancellationToken))).Value.Data.MaxSessionLimit ?? 1;
            var all = await Trouble.ReadAsync(() => HostsAsync(pool, cancellationToken));
            var serving = all.Count(one => one is { AllowNewSession: true, Status: { } status } && status.ToString() == "Available");
            return Reading<PoolCapacity>.Of(new PoolCapacity(serving, most, all.Sum(one => one.Sessions ?? 0)), Source, Vantage.ControlPlane, now);
        }
        catch (RequestFailedException refused)
        {
            return Reading<PoolCapacity>.Missing($"not collected: {Trouble.Said(refused)}", Source, Vantage.ControlPlane, now);
        }
    }

    private static async Task<List<SessionHostData>> HostsAsync(HostPoolResource pool, CancellationToken cancellationToken)
    {
        var hosts = new List<SessionHostData>();
        await foreach (var one in pool.GetSessionHosts().GetAllAsync(cancellationToken: cancellationToken)) hosts.Add(one.Data);
        return hosts;
    }

    public async Task<bool> IsOpenAsync(string sessionHost, CancellationToken cancellationToken) =>
        (await Trouble.MustAsync(() => Acting(sessionHost).GetAsync(cancellationToken))).Value.Data.AllowNewSession == true;

    public Task<string?> SetOpenAsync(string sessionHost, bool open, CancellationToken cancellationToken) =>
        Trouble.RefusalAsync(() => Acting(sessionHost).UpdateAsync(new SessionHostPatch { AllowNewSession = open }, false, cancellationToken), "the session host");

    private SessionHostResource Acting(string sessionHost) => actor.GetSessionHostResource(new ResourceIdentifier(sessionHost));

    private static async Task<List<string>> StatesAsync(SessionHostResource resource, CancellationToken cancellationToken)
    {
        var states = new List<string>();
        await foreach (var session in resource.GetUserSessions().GetAllAsync(cancellationToken: cancellationToken)) states.Add(session.Data.SessionState?.ToString() ?? "Unknown");
        return states;
    }

    private async Task<DateTimeOffset?> LastConnectionAsync(Host host, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = $"let hostName = {KqlText.Literal(LastConnection.NameOf(host.SessionHostId!))};\n{LastConnection.Query}";
        try
        {
            var table = await workspaces.QueryAsync(query, now - LastConnection.Back, now, cancellationToken);
            return table is { Rows.Count: > 0 } ? table.Rows[0].GetDateTimeOffset("Newest") : null;
        }
        catch (Exception trouble) when (trouble is RetriableException or RequestFailedException)
        {
            // Logs that are down or refuse know of no connection; that proves nothing either way, and status, sessions and drain are known all the same.
            return null;
        }
    }
}
