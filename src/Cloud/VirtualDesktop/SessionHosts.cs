using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.DesktopVirtualization;
using RdpMedic.Cloud.Logs;
using RdpMedic.Healing.Evidence;
using RdpMedic.Healing.Hosts;
using RdpMedic.Healing.Ports;

namespace RdpMedic.Cloud.VirtualDesktop;

/// <summary>Reads a session host as the AVD service reports it, its sessions one by one, and its newest successful connection.</summary>
public sealed class SessionHosts(ArmClient reader, Workspaces workspaces, TimeProvider clock) : ISessionHosts
{
    private const string Source = "AVD session host";

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

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
                await LastConnectionAsync(host, now, cancellationToken));
            return Reading<SessionHostFacts>.Of(facts, Source, Vantage.ControlPlane, now);
        }
        catch (RequestFailedException refused)
        {
            return Reading<SessionHostFacts>.Missing($"not collected: {Trouble.Said(refused)}", Source, Vantage.ControlPlane, now);
        }
    }

    private static async Task<List<string>> StatesAsync(SessionHostResource resource, CancellationToken cancellationToken)
    {
        var states = new List<string>();
        await foreach (var session in resource.GetUserSessions().GetAllAsync(cancellationToken: cancellationToken)) states.Add(session.Data.SessionState?.ToString() ?? "Unknown");
        return states;
    }

    private async Task<DateTimeOffset?> LastConnectionAsync(Host host, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = host.SessionHostId![(host.SessionHostId!.LastIndexOf('/') + 1)..];
        var query = $"let hostName = {KqlText.Literal(name)};\n{Query.Text("VirtualDesktop", "LastConnection.kql")}";
        var table = await workspaces.QueryAsync(query, now - Window, now, cancellationToken);
        return table is { Rows.Count: > 0 } ? table.Rows[0].GetDateTimeOffset("Newest") : null;
    }
}
